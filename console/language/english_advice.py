"""English of 公众须知."""

ENGLISH = {
    "之后的通稿已另有公众须知、已解除预警，或已不再提示。请清空这里的公众须知和预警，再送审。": "A later release tells people something else, has lifted the warning, or tells nothing more. Empty the advice and the warning here, then submit.",
}
