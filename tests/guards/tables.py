"""The README's tables, made from the code. ``python -m tests.guards.tables`` writes them."""

import re
from collections.abc import Callable

from console.language import translate
from console.language.words import ACTION, PERMISSION, ROLE, STAGE
from console.people.rules.roles import GRANTS, P
from console.releases.rules.workflow import WORKFLOW
from console.settings import HOME

HEADS = {
    "zh_CN": (("现在", "动作", "之后", "需要的权限"), ("角色", "可以做的事")),
    "en": (("stage", "action", "leads to", "permission"), ("role", "may")),
}
READMES = {"README.md": "en", "README.zh-CN.md": "zh_CN"}


def workflow(locale: str) -> str:
    def both(word: str, code: str) -> str:
        return f"{word} `{code}`" if locale == "zh_CN" else f"`{code}` {word}"

    lines = [
        (
            both(STAGE[stage.value], stage.value),
            both(ACTION[action.value], action.value),
            both(STAGE[step.to.value], step.to.value),
            translate(PERMISSION[step.permission.value], locale),
        )
        for (stage, action), step in WORKFLOW.items()
    ]
    return table(HEADS[locale][0], lines)


def roles(locale: str) -> str:
    lines = [
        (
            f"{ROLE[role.value]} `{role.value}`",
            ", ".join(
                translate(PERMISSION[permission.value], locale)
                for permission in P
                if permission in granted
            ),
        )
        for role, granted in GRANTS.items()
    ]
    return table(HEADS[locale][1], lines)


def table(head: tuple[str, ...], lines: list[tuple[str, ...]]) -> str:
    rows = [head, tuple("---" for _ in head), *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


TABLES: dict[str, Callable[[str], str]] = {"workflow": workflow, "roles": roles}


def filled(text: str, locale: str) -> str:
    for name, make in TABLES.items():
        text = re.sub(
            rf"<!-- {name} -->.*?<!-- /{name} -->",
            lambda _, name=name, make=make: (  # type: ignore[misc] # a default of a lambda has no kind
                f"<!-- {name} -->\n{make(locale)}\n<!-- /{name} -->"
            ),
            text,
            flags=re.DOTALL,
        )
    return text


def write() -> None:
    for name, locale in READMES.items():
        path = HOME / name
        path.write_text(filled(path.read_text(encoding="utf-8"), locale), encoding="utf-8")


if __name__ == "__main__":
    write()
