"""English of the editor: rich text, pasting, saving, who else is here."""

ENGLISH = {
    "正文的格式": "Format of the text",
    "加粗": "Bold",
    "小标题": "Heading",
    "次级标题": "Subheading",
    "列表": "List",
    "编号列表": "Numbered list",
    "插入表格": "Insert a table",
    "撤销": "Undo",
    "重做": "Redo",
    "下方加一行": "Add a row below",
    "删除这一行": "Delete this row",
    "右侧加一列": "Add a column to the right",
    "删除这一列": "Delete this column",
    "合并或拆分单元格": "Merge or split cells",
    "删除表格": "Delete the table",
    "链接地址": "Address of the link",
    "设为链接": "Set the link",
    "粘贴的内容有 {length} 字，正文最多 {most} 字。没有放进来，您的正文没有变；请分段粘贴，或作为附件。": "What you pasted has {length} characters; "
    "the text takes at most {most}. It was not put in, and your text is as it was. Paste it in "
    "parts, or attach it as a file.",
    "粘贴内容里的图片没有放进正文。请把图片作为附件添加，并写说明文字。": "Pictures in what you pasted were not put into the text. "
    "Add them as attachments, with a description.",
    "下次更新的常用时间": "Usual times of the next update",
    "30 分钟后": "In 30 minutes",
    "1 小时后": "In 1 hour",
    "2 小时后": "In 2 hours",
    "段内换行": "New line within a paragraph",
    "表格里到下一格": "To the next cell of a table",
    "对照哪一稿": "Compare with",
    "两份文字已合并保存。请通读一遍。": "Both texts are saved as one. Read it through.",
    "合并两份正文": "Bring both texts together",
    "只有一人改过的段落已自动取用。两人都改过的有 %(count)s 处，请逐处选择；不选就两段都保留。": "Paragraphs that one person changed "
    "are taken. Both changed %(count)s; choose for each. Where you do not choose, both stay.",
    "只有您改了": "Only you changed this",
    "只有对方改了": "Only they changed this",
    "第 %(place)s 处：两人都改了": "Place %(place)s: both changed it",
    "用对方的": "Use theirs",
    "用我的": "Use mine",
    "两段都保留": "Keep both",
    "标题和其他栏目以您的为准，不同之处见下面的对照。": "The title and the other fields are as you have them; the "
    "differences are below.",
    "合并保存": "Save together",
    "%(names)s 也在改这一篇": "%(names)s also has this draft open",
}
