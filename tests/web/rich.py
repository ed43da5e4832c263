"""The rich editor as a person uses it: written into, pasted into, read."""

from playwright.sync_api import Page

BODY = "#body"
PASTE = """([html, text]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", text);
  const how = { clipboardData: data, bubbles: true, cancelable: true };
  const event = new ClipboardEvent("paste", how);
  document.querySelector("#body").dispatchEvent(event);
}"""


def write(page: Page, text: str) -> None:
    """Instead of what is there; one line is one paragraph."""
    select_all(page)
    page.keyboard.press("Delete")
    page.evaluate(PASTE, ["", text])


def paste(page: Page, html: str, text: str = "") -> None:
    """Where the caret is."""
    page.evaluate(PASTE, [html, text])


def paste_many(page: Page, part: str, times: int, *, html: str = "", text: str = "") -> None:
    """The same with ``part`` so many times in place of each ``{}``: megabytes are made in the page,
    for their way there would take longer than what is tested."""
    page.evaluate(
        f"""([part, times, html, text]) => {{
          const filled = (given) => given.replace("{{}}", () => part.repeat(times));
          ({PASTE})([filled(html), filled(text)]);
        }}""",
        [part, times, html, text],
    )


def select_all(page: Page) -> None:
    page.locator(BODY).focus()
    page.keyboard.press("Control+a")


def text_in(page: Page) -> str:
    """One line a paragraph, as the server reads it."""
    lines = page.locator(BODY).evaluate(
        "(body) => [...body.querySelectorAll('p, h2, h3, h4')].map((each) => each.textContent)"
    )
    return "\n".join(line for line in lines if line)


def html_in(page: Page) -> str:
    """What would be saved."""
    return page.locator("[name=body_html]").input_value()


def through_the_clipboard(page: Page, html: str, text: str = "") -> None:
    """Put on the clipboard as another program would, then pasted with the keyboard."""
    page.evaluate(
        """([html, text]) => document.addEventListener("copy", (event) => {
          event.preventDefault();
          event.stopImmediatePropagation();
          if (html) event.clipboardData.setData("text/html", html);
          event.clipboardData.setData("text/plain", text);
        }, { capture: true, once: true })""",
        [html, text or "粘贴"],
    )
    page.locator(BODY).focus()
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+v")
