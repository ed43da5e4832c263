"""Every act on a release, one function a verb. All take the open transaction and the time."""

from console.releases.service.approval import send_back, sign
from console.releases.service.beginning import start_any, start_correction, start_next
from console.releases.service.calling import log_call
from console.releases.service.correcting import start_from_ledger, tell_affected
from console.releases.service.drafting import (
    Started,
    call_off,
    discard,
    save,
    start,
)
from console.releases.service.drawing import Overtaken, to_draw, to_fit
from console.releases.service.errata import make_correction
from console.releases.service.guard import Judgement, check, findings, judge
from console.releases.service.holding import duty_refusal, put_forward, signing_role
from console.releases.service.ledger import ReleaseLedger
from console.releases.service.on_scene import escalate_after_reviews, review_afterwards
from console.releases.service.overriding import ask, override, take_back
from console.releases.service.passing import (
    refusals,
    resume,
    send_through,
    to_confirm_again,
    writes_in,
)
from console.releases.service.proposing import accept, decline, propose
from console.releases.service.reconfirming import reconfirm
from console.releases.service.relaying import start_relay
from console.releases.service.relying import refusal as authority_refusal
from console.releases.service.remarking import comment, done, note
from console.releases.service.rollout import postpone, withdraw
from console.releases.service.scene import check_handing_on, put_on_scene
from console.releases.service.scene import signers as scene_signers
from console.releases.service.submission import problems, recall, submit
from console.releases.service.telephoning import (
    attest_act,
    begin_call,
    callable_signers,
    callable_witnesses,
    check_call,
    escalate_calls,
    sign_by_telephone,
    spoken_figures_of,
    telephone_refusal,
)
from console.releases.service.telephoning import confirm as confirm_call
from console.releases.service.telephoning import deny as deny_call
from console.releases.service.templated import put_away
from console.releases.service.verifying import confirm, question
from console.releases.service.warrant import ReleaseWarrant

__all__ = [
    "Judgement",
    "Overtaken",
    "ReleaseLedger",
    "ReleaseWarrant",
    "Started",
    "accept",
    "ask",
    "attest_act",
    "authority_refusal",
    "begin_call",
    "call_off",
    "callable_signers",
    "callable_witnesses",
    "check",
    "check_call",
    "check_handing_on",
    "comment",
    "confirm",
    "confirm_call",
    "decline",
    "deny_call",
    "discard",
    "done",
    "duty_refusal",
    "escalate_after_reviews",
    "escalate_calls",
    "findings",
    "judge",
    "log_call",
    "make_correction",
    "note",
    "override",
    "postpone",
    "problems",
    "propose",
    "put_away",
    "put_forward",
    "put_on_scene",
    "question",
    "recall",
    "reconfirm",
    "refusals",
    "resume",
    "review_afterwards",
    "save",
    "scene_signers",
    "send_back",
    "send_through",
    "sign",
    "sign_by_telephone",
    "signing_role",
    "spoken_figures_of",
    "start",
    "start_any",
    "start_correction",
    "start_from_ledger",
    "start_next",
    "start_relay",
    "submit",
    "take_back",
    "telephone_refusal",
    "tell_affected",
    "to_confirm_again",
    "to_draw",
    "to_fit",
    "withdraw",
    "writes_in",
]
