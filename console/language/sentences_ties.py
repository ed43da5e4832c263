"""Sentences of facts tied to their entry in the ledger."""

SENTENCES = {
    "finding.facts.stale_tied": "台账已更新：%(time)s 为“%(known)s”。请改为新值，或写明这是何时的数字。",
    "finding.facts.stale_tied_mistaken": "“%(excerpt)s”所依据的登记已注明有误，台账 %(time)s 的记录是“%(known)s”。请改正。",
    "finding.facts.stale_tied_withheld": "“%(excerpt)s”所依据的情况已改为不公开，可公开的是 %(time)s 的“%(known)s”。请改正。",
    "finding.facts.stale_tied_gone": "“%(excerpt)s”所依据的登记已注明有误或改为不公开，台账没有别的可公开的值。请删去，或先在台账核实。",
    "finding.facts.stale_tied_stranger": "“%(excerpt)s”关联的登记不在本事件的台账里，台账变化时不会提醒。请从“事实”重新插入。",
    "release.told_affected": "%(number)s 发布的“%(said)s”与台账不符，须更正。",
    "warrant.facts": "送审之后台账有了新值，签字人没有看到，没有发出。请取回修改，再送审；若仍要发原来的数字，请写明截至时间。",
}
