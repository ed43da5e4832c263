"""The code of the telephone and who may attest: pinned, and written by hand."""

import hashlib
from uuid import UUID, uuid4

import pytest

from console.kernel.errors import Invalid, NotYou
from console.people.rules.roles import Role
from console.releases.rules.kinds import Kind
from console.releases.rules.telephone import (
    ALPHABET,
    LENGTH,
    check_figures,
    check_people,
    check_weight,
    code_of,
    figures_in,
    is_allowed,
    same_code,
)

CALLER, WITNESS, SIGNER, AUTHOR, EARLIER = uuid4(), uuid4(), uuid4(), uuid4(), uuid4()


def test_the_derivation_is_pinned() -> None:
    """Whoever changes it makes every paper that names a code untrue."""
    assert code_of("0" * 64) == "XXW9J8"
    assert code_of("f" * 64) == "6KWPL9"


def test_the_code_is_the_first_thirty_bits_in_an_alphabet_that_is_not_misheard() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert not set("01IO") & set(ALPHABET)
    for digest in (hashlib.sha256(bytes([n])).hexdigest() for n in range(50)):
        hashed = hashlib.sha256(f"fayan-telephone:{digest}".encode()).hexdigest()
        first = f"{int(hashed, 16):0256b}"[:30]
        wanted = "".join(ALPHABET[int(first[n : n + 5], 2)] for n in range(0, 30, 5))
        assert code_of(digest) == wanted
        assert len(wanted) == LENGTH


def test_it_is_compared_as_people_type_it() -> None:
    digest = "a" * 64
    code = code_of(digest)
    assert same_code(f" {code[:3].lower()}-{code[3:]} ", digest)
    assert not same_code(code[:-1], digest)
    assert not same_code("", digest)
    assert not same_code(code, "b" * 64)


def test_every_figure_is_repeated() -> None:
    body = "11月23日20:10，2人死亡，损失1,200.5万元，控制率80%，2人受伤"
    figures = figures_in("情况通报（2）", body)
    assert figures == ("2", "11", "23", "20:10", "1,200.5万", "80%")
    check_figures(figures, set(figures))
    with pytest.raises(Invalid, match="figure_missing"):
        check_figures(figures, set(figures) - {"80%"})


@pytest.mark.parametrize(
    ("texts", "figures"),
    [
        (("三人死亡，十二人受伤", ""), ("三", "十二")),
        (("三人死亡", "疏散两百余人"), ("三", "两百")),
        (("一人死亡，一级响应",), ("一",)),
        (("一名群众死亡",), ("一",)),
        (("十一月二十三日二十时",), ("十一", "二十三", "二十")),
        (("控制率百分之八十，损失1.2亿元，罚款三万元",), ("八十", "1.2亿", "三万")),
        (("１２人、20：10",), ("１２", "20：10")),
        (("一名民警一些群众一起十分重视，一时三轮车",), ()),
        (("2人", "3人", "2人、三户"), ("2", "3", "三")),
        (("全文：https://police.example/2026/11/5.html 共7人，第12…",), ("7",)),
    ],
)
def test_figures_in_any_writing_are_repeated(
    texts: tuple[str, ...], figures: tuple[str, ...]
) -> None:
    assert figures_in(*texts) == figures


@pytest.mark.parametrize(
    ("caller", "witness", "code"),
    [
        (CALLER, CALLER, "same_person"),
        (SIGNER, WITNESS, "caller_signs"),
        (CALLER, SIGNER, "witness_signs"),
        (AUTHOR, WITNESS, "caller_wrote"),
        (CALLER, AUTHOR, "witness_wrote"),
        (EARLIER, WITNESS, "caller_signed"),
        (CALLER, EARLIER, "witness_signed"),
    ],
)
def test_two_people_attest_neither_author_nor_signer(
    caller: UUID, witness: UUID, code: str
) -> None:
    with pytest.raises(NotYou, match=code):
        check_people(caller, witness, SIGNER, {AUTHOR}, {EARLIER})


def test_one_of_the_two_is_a_signer_in_their_own_right() -> None:
    signer, desk = {Role.LEGAL_REVIEWER}, {Role.SPOKESPERSON}
    check_weight(signer, desk)
    check_weight(desk, signer)
    with pytest.raises(NotYou, match="no_signer_attests"):
        check_weight(desk, desk)
    for role in (Role.EDITOR, Role.MEDIA_RECEPTION, Role.ADMINISTRATOR, Role.AUDITOR):
        for pair in (({role}, signer), (signer, {role}), (signer, set[Role]())):
            with pytest.raises(NotYou, match="not_permitted"):
                check_weight(*pair)


def test_config_says_for_which_kinds_and_levels() -> None:
    assert not is_allowed((), (), Kind.INITIAL, None)
    assert is_allowed((Kind.INITIAL,), (), Kind.INITIAL, None)
    assert is_allowed((Kind.INITIAL,), ("general",), Kind.INITIAL, "general")
    assert not is_allowed((Kind.INITIAL,), ("general",), Kind.INITIAL, "serious")
    assert not is_allowed((Kind.INITIAL,), ("general",), Kind.INITIAL, None)
