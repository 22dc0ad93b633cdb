"""What the description of the API shows of claims: an example of each body, and of each answer."""

from collections.abc import Iterator
from typing import Any

from mesdroits.requests_tracking.v1 import requests_tracking_service_pb2 as pb
from pydantic import BaseModel

from services.bff.samples import sample
from services.bff.samples_of_claims import ETAG
from services.bff.views.claiming import claimable_view
from services.bff.views.claims import claim_view, claims_view, durations_view

BODIES: dict[str, Any] = {
    "start_claim": {"benefit": "rsa"},
    "save_claim_draft": {"answers": {"family_situation": "COUPLE", "move_in_date": "2026-03-01"}, "etag": ETAG},
    "submit_claim": {"etag": ETAG},
    "start_appeal": {"path": "recours-logement"},
}


def claim_examples() -> Iterator[tuple[str, BaseModel]]:
    """Operation → what it answers."""
    yield "list_claimable_benefits", claimable_view(sample(pb.ListClaimableBenefitsResponse))
    yield "get_claim_durations", durations_view(sample(pb.GetDurationsResponse))
    yield "list_claims", claims_view(sample(pb.ListClaimsResponse))
    yield "start_claim", claim_view(sample(pb.StartClaimResponse).claim)
    yield "get_claim", claim_view(sample(pb.GetClaimResponse).claim)
    yield "save_claim_draft", claim_view(sample(pb.SaveDraftResponse).claim)
    yield "submit_claim", claim_view(sample(pb.SubmitClaimResponse).claim)
    yield "withdraw_claim", claim_view(sample(pb.WithdrawClaimResponse).claim)
    yield "start_appeal", claim_view(sample(pb.StartAppealResponse).claim)
