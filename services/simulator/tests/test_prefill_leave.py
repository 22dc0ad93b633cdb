"""The leave that facts and rights tell of is filled in, with its source; nothing is guessed between two."""

from datetime import date

from services.simulator.domain.household import Leave
from services.simulator.domain.prefill import Confidence
from services.simulator.domain.vocabulary import LeaveKind
from services.simulator.tests.told import domain, household, provenance, request, right, work

BEGAN = date(2025, 1, 1)


def test_a_parental_leave_that_was_told_is_known_with_its_first_day() -> None:
    message = request(work("CONGE_PARENTAL"))
    assert household(message).applicant.leave == Leave(LeaveKind.PARENTAL, date(2026, 1, 1))
    assert provenance(message, "moi.leave.start_date").confidence is Confidence.DECLARED


def test_allowances_that_are_paid_tell_of_the_leave_they_are_for() -> None:
    message = request(domains=(domain("SANTE", right("ij-maternite", 1_500_00, "cnam")),))
    assert household(message).applicant.leave == Leave(LeaveKind.MATERNITY, BEGAN)
    said = provenance(message, "moi.leave.kind")
    assert (said.source, said.confidence) == ("cnam", Confidence.ASSUMED)


def test_two_leaves_at_once_are_none_that_is_known() -> None:
    both = domain("SANTE", right("ij-maternite", 1_500_00, "cnam"), right("ij-paternite", 1_500_00, "cnam"))
    assert household(request(domains=(both,))).applicant.leave is None


def test_who_tells_of_none_is_said_to_have_none_nowhere() -> None:
    assert household(request(work("SALARIE"))).applicant.leave is None
