"""English of words for a channel that state what the text does not."""

ENGLISH = {
    "正文里没有：": "Not in the text: ",
    "。请核对两处是否一致。": ". Check that both say the same.",
    "正文里没有": "not in the text:",
}
