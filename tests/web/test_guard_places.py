"""Where a finding stands in the field: the browser's rule is the server's."""

import json
import shutil
import subprocess
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from console.releases.rules.body import clean_lines
from console.settings import HOME

PLACES = HOME / "console" / "web" / "assets" / "guard" / "places.js"
NODE = HOME / ".venv" / "bin" / "node"
ODD = st.sampled_from(
    ["\n", "\r\n", "\r", " ", "\u3000", "\u00a0", "\t", "\u200b", "\ufeff", "\u2028", "😀", "\x07"]
)  # fmt: skip
TEXTS = st.lists(st.lists(ODD | st.text(max_size=2), max_size=20).map("".join), max_size=120)
SCRIPT = """
import {{ placesOf }} from {path};
const texts = JSON.parse(await new Response(process.stdin).text());
const at = (text) => (place) => String.fromCodePoint(text.codePointAt(place));
const read = (text) => placesOf(text).map(at(text)).join("");
console.log(JSON.stringify(texts.map(read)));
"""


def read_by_the_browser(texts: list[str]) -> list[str]:
    node = str(NODE) if NODE.exists() else shutil.which("node")
    assert node, "Node is missing: run make setup"
    script = SCRIPT.format(path=json.dumps(Path(PLACES).as_uri()))
    done = subprocess.run(
        [node, "--input-type=module", "-e", script],
        input=json.dumps(texts), capture_output=True, text=True, check=True,
    )  # fmt: skip
    told: list[str] = json.loads(done.stdout)
    return told


@settings(max_examples=12, deadline=None)
@given(TEXTS)
def test_the_places_in_the_field_are_those_of_the_plain_text(texts: list[str]) -> None:
    texts = [text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore") for text in texts]
    found = [text.translate({ord(end): "\n" for end in "\r\u2028\u2029"}) for text in
             read_by_the_browser(texts)]  # fmt: skip
    assert found == [clean_lines(text) for text in texts]
