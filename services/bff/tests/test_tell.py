"""When what is told holds, as a person reads it in the preview."""

import pytest
from mesdroits.common.v1.date_pb2 import Date, Period
from mesdroits.situation.v1 import ledger_pb2 as pb
from mesdroits.situation.v1 import situation_service_pb2 as service_pb

from services.bff.changes import Change
from services.bff.views.tell import preview_view

FIRST, LAST = Date(year=2026, month=12, day=1), Date(year=2027, month=2, day=28)


@pytest.mark.parametrize(
    ("verb", "validity", "said"),
    [
        (pb.VERB_CREATED, Period(start_date=FIRST), "À partir du 1er décembre 2026"),
        (pb.VERB_CORRECTED, Period(start_date=FIRST, end_date=LAST), "Du 1er décembre 2026 au 28 février 2027"),
        (pb.VERB_ENDED, Period(start_date=FIRST, end_date=LAST), "plus vraie après le 28 février 2027"),
        (pb.VERB_ANNULLED, Period(start_date=FIRST), "est annulée"),
    ],
)
def test_a_preview_says_when_it_holds_or_that_it_stops(verb: pb.Verb.ValueType, validity: Period, said: str) -> None:
    recipient = pb.RecipientPreview(
        organisme="cnaf", verb=verb, validity=validity, obligation_explanation="Il l'a déjà"
    )
    change = Change.model_construct(verb="created", kind="address")
    (shown,) = preview_view(change, service_pb.PreviewChangeResponse(recipients=[recipient])).recipients
    assert said in shown.when_text
    assert shown.obligation_text == "Il l'a déjà"
