"""English of 事实 beside the editor."""

ENGLISH = {
    "事实": "Facts",
    "可公开的最新情况。插入后与台账关联；台账有变时，这里和提示里会说。": "The newest that may be released. What you insert stays tied to the ledger; when that changes, you are told here and by the guard.",
    "插入": "Insert",
    "还没有可公开的情况": "Nothing to release yet",
    "在情况台账登记，由另一人核实为可公开后，就能从这里插入。": "Once something is entered in the ledger and somebody else confirms it for release, it can be inserted from here.",
    "这篇不属于任何事件": "This release belongs to no incident",
    "属于事件的通稿，可以从这里插入台账里已核实的情况。": "In a release of an incident, confirmed facts of its ledger can be inserted from here.",
    "打开情况台账": "Open the fact ledger",
    "看可以写入的情况": "See what may be written",
    "%(count)s 项待核实或不公开，不能写入": "Not confirmed or not for release, so not to be written: %(count)s",
}
