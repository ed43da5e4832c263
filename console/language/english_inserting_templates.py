"""English of templates beside the editor."""

ENGLISH = {
    "看可以写入的模板": "See templates to insert",
    "插入后是您自己的文字，可以改。还没有的内容留着空格，填好才能送审。": "Once inserted the words are yours to change. What is not known stays open; fill it in before submitting.",
    "要填：": "To fill in: ",
    "还没有适合的模板。管理员可以在“模板”里新增。": "No template fits yet. An administrator can add one under “Templates”.",
}
