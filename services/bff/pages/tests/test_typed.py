"""One answer, as it is typed and as it is sent."""

import pytest

from services.bff.household.values import Mistyped
from services.bff.pages.telling.typed import boxes, read, shown
from services.bff.views.kinds import FieldView


def field(kind: str, **more: str) -> FieldView:
    return FieldView(field="x", label="X", type="text", required=False, codes=(), input=kind, **more)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("0612345678", "+33612345678"),
        ("01.23.45.67.89", "+33123456789"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("0033 6 12 34 56 78", "+33612345678"),
        ("0692 12 34 56", "+262692123456"),
        ("0639-12-34-56", "+262639123456"),
        ("0590 12 34 56", "+590590123456"),
        ("0694123456", "+594694123456"),
        ("0696123456", "+596696123456"),
        ("+32 470 12 34 56", "+32470123456"),
    ],
)
def test_a_number_is_typed_as_people_write_it(typed: str, sent: str) -> None:
    assert read(field("text", format="telephone"), (typed,)) == sent


@pytest.mark.parametrize("typed", ["06 12", "0012", "3639", "0508 41 00 00", "0６12345678", "nom@exemple.fr"])
def test_a_number_that_is_not_whole_is_refused(typed: str) -> None:
    with pytest.raises(Mistyped, match="numéro de téléphone complet"):
        read(field("text", format="telephone"), (typed,))


@pytest.mark.parametrize(
    "words", [("31", "2", "2026"), ("1", "", "2026"), ("a", "b", "c"), ("1", "1", "0"), ("²", "1", "2026"), ("1", "1", "20_26"),
              ("１", "1", "2026"), ("1", "1", "9" * 5000)],
)  # fmt: skip
def test_a_date_that_does_not_exist_is_refused(words: tuple[str, str, str]) -> None:
    with pytest.raises(Mistyped, match="n'existe pas"):
        read(field("date"), words)


@pytest.mark.parametrize("typed", ["deux", "1,5", "-1", "²", "1" * 10])
def test_what_is_not_a_whole_number_is_refused(typed: str) -> None:
    with pytest.raises(Mistyped):
        read(field("number"), (typed,))


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("date", "2026-03-09", ("9", "3", "2026")),
        ("month", "2026-10-01", ("10", "2026")),
        ("amount", 64050, ("640,50",)),
        ("number", 2, ("2",)),
        ("tick", True, ("oui",)),
        ("tick", False, ("",)),
        ("text", "Riom", ("Riom",)),
        ("choice", "PACS", ("PACS",)),
    ],
)
def test_what_was_sent_is_typed_again_as_it_was(kind: str, value: object, words: tuple[str, ...]) -> None:
    asked = field(kind)
    assert shown(asked, value) == words
    assert len(boxes(asked, "x")) == len(words)
    assert read(asked, words) == value


def test_a_number_that_was_not_told_is_an_empty_box_and_nothing_typed_is_nothing() -> None:
    assert shown(field("number"), 0) == ("",)
    assert [read(field(kind), ("", "", "")[: len(boxes(field(kind), "x"))]) for kind in ("date", "amount", "text")] == [
        None
    ] * 3
