"""Sentences of 公众须知."""

SENTENCES = {
    "content.old_advice": "之后的通稿已另有公众须知、已解除预警，或已不再提示。请清空这里的公众须知和预警，再送审。",
}
