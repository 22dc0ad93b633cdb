"""Childcare and leaves in the contract: read as they are told, refused where they cannot be, written back the same."""

from datetime import date

import pytest
from mesdroits.common.v1.date_pb2 import Date
from mesdroits.simulator.v1 import household_pb2 as pb

from chassis.errors import InvalidInput
from services.simulator.api.reading import household_of
from services.simulator.api.writing_household import household as written
from services.simulator.domain.household import Childcare, Leave
from services.simulator.domain.vocabulary import ChildcareKind, LeaveKind

TODAY = date(2026, 10, 9)


def family(care: pb.Childcare | None = None, leave: pb.Leave | None = None) -> pb.Household:
    return pb.Household(
        month=Date(year=2026, month=10, day=1),
        persons=[
            pb.Person(person="moi", role=pb.ROLE_APPLICANT, birth_date=Date(year=1990, month=5, day=15), leave=leave),
            pb.Person(
                person="enfant_1", role=pb.ROLE_CHILD, birth_date=Date(year=2025, month=3, day=3), childcare=care
            ),
        ],
    )


def test_what_is_told_is_read_and_written_back_the_same() -> None:
    care = pb.Childcare(kind=pb.CHILDCARE_KIND_HOME_EMPLOYEE, monthly_hours=0, monthly_cost_cents=1_050_00)
    leave = pb.Leave(kind=pb.LEAVE_KIND_PARENTAL, start_date=Date(year=2026, month=8, day=31), work_percent=0)
    found = household_of(family(care, leave), TODAY)
    assert found.person("enfant_1").childcare == Childcare(ChildcareKind.HOME_EMPLOYEE, 0, 1_050_00)
    assert found.applicant.leave == Leave(LeaveKind.PARENTAL, date(2026, 8, 31), None, 0)
    me, child = written(found).persons
    assert (me.leave, child.childcare) == (leave, care)


def test_what_is_not_told_is_not_known() -> None:
    found = household_of(family(pb.Childcare(), pb.Leave(kind=pb.LEAVE_KIND_MATERNITY)), TODAY)
    assert found.person("enfant_1").childcare == Childcare()
    assert found.applicant.leave == Leave(LeaveKind.MATERNITY)
    assert household_of(family(), TODAY).applicant.leave is None


@pytest.mark.parametrize(
    ("care", "leave", "field"),
    [
        (pb.Childcare(monthly_hours=745), None, "household.persons[1].childcare.monthly_hours"),
        (pb.Childcare(monthly_cost_cents=-1), None, "household.persons[1].childcare.monthly_cost_cents"),
        (None, pb.Leave(kind=pb.LEAVE_KIND_PARENTAL, work_percent=101), "household.persons[0].leave.work_percent"),
        (
            None,
            pb.Leave(
                kind=pb.LEAVE_KIND_PATERNITY,
                start_date=Date(year=2026, month=10, day=9),
                end_date=Date(year=2026, month=10, day=8),
            ),
            "household.persons[0].leave.end_date",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_the_name_of_its_field(
    care: pb.Childcare | None, leave: pb.Leave | None, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        household_of(family(care, leave), TODAY)
    assert [one.field for one in refused.value.violations] == [field]
