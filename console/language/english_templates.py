"""English of templates."""

from console.language.sentences_templates import SENTENCES

BY_CODE = {
    "template.too_long": "The template is too long; %(most)s characters at most.",
    "template.empty": "The template has no words yet.",
    "template.no_label": "Line %(line)s: a slot needs a name of %(most)s characters at most, as {{name:kind}}.",
    "template.no_such_kind": "Line %(line)s: there is no slot of the kind “%(kind)s”. There are: %(known)s.",
    "template.fact_without_key": "Line %(line)s: “%(label)s” must say which entry of the fact ledger it gives, as in {{deaths:fact:deaths}}.",
    "template.no_argument": "Line %(line)s: nothing follows the kind of “%(label)s”.",
    "template.no_such_fact": "Line %(line)s: the fact ledger has no entry “%(key)s”.",
    "template.choices": "Line %(line)s: “%(label)s” needs two different choices or more, with | between them.",
    "template.label_twice": "Line %(line)s: “%(label)s” is another kind of slot further up. One name, one kind.",
    "template.lock_unpaired": "Line %(line)s: the marks [[ ]] of a locked passage are not in pairs. A locked passage stands in one line.",
    "template.slot_unpaired": "Line %(line)s: the marks {{ }} of a slot are not in pairs.",
    "template.nothing_to_know": "Line %(line)s: a line that begins with ? needs a slot, or nobody knows when to leave it out.",
    "template.optional_not_cleared": "Line %(line)s: a statement that is cleared beforehand has no lines that may be left out.",
    "template.slot_not_cleared": "Line %(line)s: “%(label)s” cannot stand in a statement that is cleared beforehand; only times, roads, categories and telephones can.",
    "slot.empty": "Fill in “%(label)s”.",
    "slot.no_time": "“%(label)s” is not a time.",
    "slot.time_out_of_range": "“%(label)s” must lie within the last %(days)s days, and not after now.",
    "slot.no_road": "“%(label)s” goes no further than the road or the community, %(most)s characters at most; no house number, nothing else.",
    "slot.no_such_category": "Choose “%(label)s”.",
    "slot.not_our_hotline": "“%(label)s” must be a telephone number that the bureau publishes.",
    "slot.no_number": "“%(label)s” must be a whole number.",
    "slot.no_such_choice": "Choose one of the choices for “%(label)s”.",
    "slot.no_words": "“%(label)s” takes one line of %(most)s characters at most.",
    "slot.unknown": "The template has no “%(label)s”.",
    "slot.not_canonical": "“%(label)s” is not as the system fills it in. Fill it in again.",
}

ENGLISH = {SENTENCES[code]: said for code, said in BY_CODE.items()}
