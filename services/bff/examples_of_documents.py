"""What the description of the API shows of documents: bodies that are accepted, and answers that the views themselves make."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from mesdroits.documents.v1 import documents_service_pb2 as pb
from pydantic import BaseModel

from services.bff.samples import sample
from services.bff.samples_of_documents import CODE
from services.bff.views.admissibility import admissibility_view, pieces_view, types_view
from services.bff.views.documents import document_view, documents_view, upload_view, verification_view

_NOW = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
BODIES: dict[str, Any] = {
    "check_admissibility": {"type": "avis-arret-travail", "document_date": "2026-11-22"},
    "start_deposit": {"type": "rib", "purpose": {"organisme": "cnaf"}},
    "reuse_document": {"purpose": {"organisme": "cnam"}},
    "make_attestation": {"organisme": "cnam", "attestation_id": "A-1"},
    "verify_document": {"code": CODE},
}


def document_examples() -> Iterator[tuple[str, BaseModel]]:
    """Operation → what it answers."""
    yield "list_document_types", types_view(sample(pb.ListDocumentTypesResponse))
    yield "list_benefit_pieces", pieces_view(sample(pb.ListBenefitPiecesResponse))
    yield "check_admissibility", admissibility_view(sample(pb.CheckAdmissibilityResponse).answer, _NOW)
    yield "start_deposit", document_view(sample(pb.StartDepositResponse).document)
    yield "complete_deposit", document_view(sample(pb.CompleteDepositResponse).document)
    yield "abandon_deposit", document_view(sample(pb.AbandonDepositResponse).document)
    yield "get_document", document_view(sample(pb.GetDocumentResponse).document)
    yield "list_documents", documents_view(sample(pb.ListDocumentsResponse))
    yield "reuse_document", document_view(sample(pb.ReuseDocumentResponse).document)
    yield "make_attestation", document_view(sample(pb.KeepProducedResponse).document)
    yield "add_upload", upload_view(sample(pb.AddUploadResponse).upload)
    yield "get_upload", upload_view(sample(pb.GetUploadResponse).upload)
    yield "verify_document", verification_view(sample(pb.VerifyCodeResponse))
