"""What documents and situation tell of papers with an end, as the tests play them."""

from datetime import date
from typing import Any

from mesdroits.common.v1 import date_pb2
from mesdroits.documents.v1 import document_pb2
from mesdroits.documents.v1 import documents_service_pb2 as pb
from mesdroits.documents.v1 import documents_service_pb2_grpc as documents_grpc
from mesdroits.situation.v1 import facts_pb2, ledger_pb2

from services.notify.domain.profile import Paper, PaperKind
from services.notify.tests.parts import date_message

# What becomes of the two below.
PAPERS = (
    Paper(PaperKind.TITRE_SEJOUR, "d2", date(2027, 3, 1)),
    Paper(PaperKind.PIECE_IDENTITE, "d3", date(2031, 5, 4)),
    Paper(PaperKind.RQTH, "f2", date(2027, 8, 31)),
)
SCHOLARSHIP = "s2"


class PlayedDocuments(documents_grpc.DocumentsServiceServicer):
    """A permit on the second page, after one of which no last day was read; and a card."""

    async def ListDocuments(self, request: Any, context: Any) -> pb.ListDocumentsResponse:
        if request.type == "piece-identite":
            return pb.ListDocumentsResponse(documents=[_title("d3", date(2031, 5, 4))])
        assert request.type == "titre-sejour"
        if request.page_token:
            return pb.ListDocumentsResponse(documents=[_title("d2", date(2027, 3, 1))])
        unread = document_pb2.Document(document_id="d1")
        return pb.ListDocumentsResponse(documents=[unread], next_page_token="2")


def told_facts() -> list[ledger_pb2.FactVersion]:
    """Studies with a scholarship, at school and after it; recognitions: as a disabled worker with an end, without one, and a rate alone."""
    ended = date_pb2.Period(start_date=date_message(date(2022, 9, 1)), end_date=date_message(date(2027, 8, 31)))
    endless = date_pb2.Period(start_date=date_message(date(2022, 9, 1)))
    told = [("f1", "TAUX", ended), ("f2", "RQTH_ET_TAUX", ended), ("f3", "RQTH", endless)]
    return [
        *(_studying(fact_id, level) for fact_id, level in (("s1", "LYCEE"), (SCHOLARSHIP, "SUPERIEUR"))),
        *(_recognised(*one) for one in told),
    ]


def _studying(fact_id: str, level: str) -> ledger_pb2.FactVersion:
    studies = facts_pb2.Studies(level=level, scholarship=True)
    return ledger_pb2.FactVersion(fact_id=fact_id, content=facts_pb2.FactContent(studies=studies))


def _recognised(fact_id: str, recognition: str, validity: date_pb2.Period) -> ledger_pb2.FactVersion:
    told = facts_pb2.DisabilityRecognition(recognition=recognition)
    content = facts_pb2.FactContent(disability_recognition=told)
    return ledger_pb2.FactVersion(fact_id=fact_id, content=content, validity=validity)


def _title(document_id: str, expiry: date) -> document_pb2.Document:
    return document_pb2.Document(document_id=document_id, expiry_date=date_message(expiry))
