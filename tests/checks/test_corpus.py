"""The guard over the labelled corpus: what it must find, what it must leave alone."""

import pytest

from tests.checks.corpus import Sentence, sentences
from tests.checks.score import scores

CORPUS = list(sentences())
FLOOR = 0.9  # of precision and of recall, for every code


@pytest.mark.parametrize("code", sorted({code for s in CORPUS for code in s.codes}))
def test_every_code_is_found_where_it_is_and_only_there(code: str) -> None:
    score = scores(s for s in CORPUS if s.judged(code))[code]
    assert score.precision >= FLOOR, score.wrong
    assert score.recall >= FLOOR, score.missed


@pytest.mark.parametrize("sentence", CORPUS, ids=lambda s: s.place)
def test_what_is_found_is_the_passage_meant_and_its_remedy(sentence: Sentence) -> None:
    found = sentence.findings()
    if sentence.codes <= {finding.code for finding in found}:  # what is missed is counted above
        assert set(sentence.excerpts) <= {finding.excerpt for finding in found}
        assert set(sentence.fixes) <= {finding.fix for finding in found}


def test_no_sentence_stands_in_the_corpus_twice() -> None:
    texts = [(s.draft, s.context) for s in CORPUS]
    assert len(texts) == len({repr(text) for text in texts})
