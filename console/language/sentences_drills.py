"""What drills say."""

SENTENCES = {
    "drill.not_there": "没有这次演练。请从“事件”里打开。",
}
