"""English of chains, and of what signers say to each other and to the drafter."""

ENGLISH = {
    "可同时审": "in any order",
    "应在 %(time)s 前": "due by %(time)s",
}
