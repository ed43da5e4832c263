"""``python -m console.language check``: 0 when everything is said in both languages."""

import sys

from console.language.check import collect, problems


def main(arguments: list[str]) -> int:
    if arguments != ["check"]:
        sys.stderr.write("usage: python -m console.language check\n")
        return 2
    found = collect()
    wrong = list(problems(found))
    for line in wrong:
        sys.stderr.write(line + "\n")
    sys.stdout.write(f"{len(found.used)} messages, {len(found.codes)} codes, {len(wrong)} wrong\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
