"""Sentences of who speaks."""

SENTENCES = {
    "issuer.choose": "请选择由谁发布。",
    "issuer.no_name": "请写明发布主体的全称。",
    "issuer.bad_link": "请填写完整的网址，以 https:// 开头。",
    "issuer.no_link": "还没有登记它的发布链接。请先在“发布主体”里登记链接，再转发。",
    "issuer.ours": "本事件由本局发布，不需要转发。请直接起草。",
}
