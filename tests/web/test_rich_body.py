"""The rich editor's document, its body and its plain text: the browser's rules are the server's."""

import json
import re
import shutil
import subprocess
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from console.releases.rules.body import canonical, text_of
from console.settings import HOME

ASSETS = HOME / "console" / "web" / "assets" / "rich"
NODE = HOME / ".venv" / "bin" / "node"
SCRIPT = """
import {{ getSchema }} from {core};
import {{ SCHEMA }} from {assets}/schema.js";
import {{ bodyOf }} from {assets}/body.js";
import {{ readingOf }} from {assets}/reading.js";
const schema = getSchema(SCHEMA);
const given = JSON.parse(await new Response(process.stdin).text());
const docs = given.map((each) => schema.nodeFromJSON(each));
console.log(JSON.stringify(docs.map((doc) => {{
  doc.check();
  const {{ text, from, to }} = readingOf(doc);
  const seen = text.map((each, at) => {{
    const around = doc.resolve(from[at]);
    const node = around.nodeAfter;
    return node?.isText && each !== "\\n" ? doc.textBetween(from[at], to[at]) : each;
  }});
  return [bodyOf(doc), text.join(""), seen.join("")];
}})));
"""
ENTRY = "0197a7f2-6c1e-7d2a-8a5b-3f5b6c7d8e9f"
ODD = st.sampled_from([" ", "\u3000", "\u00a0", "\t", "\u200b", "\ufeff", "😀", "<", "&", '"', "'"])
WORDS = st.lists(ODD | st.sampled_from("死亡2人甲乙 "), min_size=1, max_size=8).map("".join)
MARKS = st.lists(
    st.sampled_from([{"type": "link", "attrs": {"href": "https://a.cn/?a=1&b=2"}},
                     {"type": "bold"}, {"type": "italic"}]),
    max_size=2, unique_by=lambda mark: str(mark["type"]),
)  # fmt: skip
TEXT = st.builds(lambda text, marks: {"type": "text", "text": text, "marks": marks}, WORDS, MARKS)
LEAF = st.one_of(
    TEXT,
    TEXT,
    st.just({"type": "hardBreak"}),
    st.builds(lambda t: {"type": "tie", "attrs": {"entry": ENTRY, "text": t}}, WORDS),
    st.builds(lambda t: {"type": "picture", "attrs": {"src": "/files/a/b.png", "alt": t}}, WORDS),
)
INLINE = st.lists(LEAF, max_size=4)


def node(kind: str, content: st.SearchStrategy[Any], **attrs: object) -> st.SearchStrategy[Any]:
    return content.map(lambda inside: {"type": kind, "content": inside, "attrs": attrs})


PARAGRAPH = node("paragraph", INLINE)
LINES = st.lists(PARAGRAPH, min_size=1, max_size=3)
INNER = node("bulletList", st.lists(node("listItem", LINES), min_size=1, max_size=2))
ITEM = node("listItem", st.tuples(PARAGRAPH, st.one_of(PARAGRAPH, INNER)).map(list) | LINES)
LIST = st.lists(ITEM, min_size=1, max_size=3)
CELLS = st.lists(node("tableCell", LINES, colspan=1, rowspan=2) | node("tableHeader", LINES),
                 min_size=1, max_size=3)  # fmt: skip
BLOCK = st.one_of(
    PARAGRAPH,
    node("heading", INLINE, level=3),
    node("bulletList", LIST),
    node("orderedList", LIST),
    node("blockquote", LINES),
    node("table", st.lists(node("tableRow", CELLS), min_size=1, max_size=3)),
)
DOCS = st.lists(node("doc", st.lists(BLOCK, min_size=1, max_size=4)), min_size=1, max_size=30)


def read_by_the_browser(docs: list[Any]) -> list[tuple[str, str, str]]:
    found = str(NODE) if NODE.exists() else shutil.which("node")
    assert found, "Node is missing: run make setup"
    core = HOME / "node_modules" / "@tiptap" / "core" / "dist" / "index.js"
    script = SCRIPT.format(core=json.dumps(core.as_uri()), assets=f'"{ASSETS.as_uri()}')
    done = subprocess.run(
        [found, "--input-type=module", "-e", script],
        input=json.dumps(docs), capture_output=True, text=True, check=False, cwd=HOME,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [(each[0], each[1], each[2]) for each in json.loads(done.stdout)]


@settings(
    max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
)  # fmt: skip
@given(DOCS)
def test_the_plain_text_and_its_places_are_the_servers(docs: list[Any]) -> None:
    for body, text, seen in read_by_the_browser(docs):
        kept = canonical(body)
        assert text == text_of(kept), body
        assert seen == text, body
        assert canonical(kept) == kept, body


def one(*blocks: object) -> str:
    return read_by_the_browser([{"type": "doc", "content": list(blocks)}])[0][0]


def said(text: str, *marks: str) -> dict[str, Any]:
    return {"type": "text", "text": text, "marks": [{"type": each} for each in marks]}


def paragraph(*inside: dict[str, Any]) -> dict[str, Any]:
    return {"type": "paragraph", "content": list(inside)}


def test_a_body_is_what_the_server_would_make_of_it() -> None:
    tie = {"type": "tie", "attrs": {"entry": ENTRY, "text": "2人"}}
    made = one(
        {"type": "heading", "attrs": {"level": 2}, "content": [said("基本情况")]},
        paragraph(said("　　造成"), tie, said("死亡"), said("，原因", "bold"), said("在查。")),
        {"type": "table", "content": [
            {"type": "tableRow", "content": [
                {"type": "tableHeader", "content": [paragraph(said("区县"))]},
                {"type": "tableHeader", "content": [paragraph(said("人数"))]}]},
            {"type": "tableRow", "content": [
                {"type": "tableCell", "attrs": {"colspan": 2},
                 "content": [paragraph(said("甲县")), paragraph(said("2"))]}]}]},
        paragraph(),
    )  # fmt: skip
    assert made == (
        "<h2>基本情况</h2>\n"
        f'<p>造成<data value="fact:{ENTRY}">2人</data>死亡<strong>，原因</strong>在查。</p>\n'
        "<table><thead><tr><th>区县</th><th>人数</th></tr></thead>"
        '<tbody><tr><td colspan="2">甲县<br>2</td></tr></tbody></table>'
    )
    assert canonical(made) == made
    assert re.search("甲县\n2$", text_of(made))
