"""``python -m tests.checks.score``: precision and recall of every code over the labelled corpus."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.checks.corpus import Sentence, sentences


@dataclass
class Score:
    """Counted by sentence: was the code found where it is, and only there?"""

    right: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        found = self.right + len(self.wrong)
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        there = self.right + len(self.missed)
        return self.right / there if there else 1.0


def scores(corpus: Iterable[Sentence]) -> dict[str, Score]:
    by_code: dict[str, Score] = {}
    for sentence in corpus:
        found = {finding.code for finding in sentence.findings()}
        for code in found | sentence.codes:
            score = by_code.setdefault(code, Score())
            if code in found and code in sentence.codes:
                score.right += 1
            elif code in found:
                score.wrong.append(sentence.place)
            else:
                score.missed.append(sentence.place)
    return by_code


def main() -> None:
    corpus = list(sentences())
    print(f"{len(corpus)} sentences, {sum(not s.codes for s in corpus)} of them near misses")
    print(f"{'code':<24}{'right':>6}{'missed':>7}{'wrong':>6}{'precision':>11}{'recall':>8}")
    for code, score in sorted(scores(corpus).items()):
        counts = f"{score.right:>6}{len(score.missed):>7}{len(score.wrong):>6}"
        print(f"{code:<24}{counts}{score.precision:>11.3f}{score.recall:>8.3f}")
        for place in score.missed:
            print(f"    missed  {place}")
        for place in score.wrong:
            print(f"    wrong   {place}")


if __name__ == "__main__":
    main()
