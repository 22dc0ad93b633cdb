"""What the simulator asks of childcare and of leaves can be answered on a page, and is read back as it was written."""

import pytest
from mesdroits.common.v1.date_pb2 import Date
from mesdroits.simulator.v1 import household_pb2 as pb

from services.bff.household.fields import field_text, the_fields
from services.bff.household.inputs import groups_of, write_theme


def family() -> pb.Household:
    """Somebody with a toddler."""
    return pb.Household(
        month=Date(year=2026, month=10, day=1),
        persons=[
            pb.Person(person="moi", role=pb.ROLE_APPLICANT, birth_date=Date(year=1990, month=5, day=15)),
            pb.Person(person="enfant_1", role=pb.ROLE_CHILD, birth_date=Date(year=2025, month=3, day=3)),
        ],
    )


@pytest.mark.parametrize(
    "question",
    [
        "enfant_1.childcare.kind", "enfant_1.childcare.monthly_hours", "enfant_1.childcare.monthly_cost_cents",
        "moi.leave.kind", "moi.leave.start_date", "moi.leave.work_percent",
    ],
)  # fmt: skip
def test_every_question_has_a_field_with_its_words(question: str) -> None:
    assert the_fields().find(question, frozenset({"moi", "enfant_1"})) is not None
    assert field_text(question, family()) not in ("Information", "")


def test_what_is_typed_is_written_and_shown_again() -> None:
    typed = {
        "enfant_1.childcare.kind": "childminder", "enfant_1.childcare.monthly_hours": "125",
        "enfant_1.childcare.monthly_cost_cents": "606,25", "moi.leave.kind": "paternity", "moi.leave.start_date": "20/10/2026",
    }  # fmt: skip
    written = write_theme(family(), "personnes", typed)
    assert not written.faults
    me, child = written.household.persons
    assert child.childcare == pb.Childcare(
        kind=pb.CHILDCARE_KIND_CHILDMINDER, monthly_hours=125, monthly_cost_cents=60625
    )
    assert (me.leave.kind, me.leave.start_date) == (pb.LEAVE_KIND_PATERNITY, Date(year=2026, month=10, day=20))
    shown = {one.name: one.value for group in groups_of(written.household, "personnes", {}, {}) for one in group.inputs}
    assert {name: shown[name] for name in typed} == typed


def test_they_stand_behind_a_word_as_long_as_nothing_is_told_of_them() -> None:
    first, child, *_ = groups_of(family(), "personnes", {}, {})
    assert any(one.name == "moi.leave.kind" for one in first.more)
    assert [one.name for one in child.more] == [
        "enfant_1.childcare.kind", "enfant_1.childcare.monthly_hours", "enfant_1.childcare.monthly_cost_cents",
    ]  # fmt: skip


def test_hours_beyond_those_of_a_month_are_refused_beside_the_field() -> None:
    written = write_theme(family(), "personnes", {"enfant_1.childcare.monthly_hours": "800"})
    assert written.faults == {"enfant_1.childcare.monthly_hours": "Indiquez un nombre entre 0 et 744."}
