"""Screens of documents, made of what the played service tells, with what is hostile or wrong in them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from google.protobuf.json_format import ParseDict
from mesdroits.documents.v1 import admissibility_pb2, document_pb2
from mesdroits.documents.v1 import documents_service_pb2 as pb
from mesdroits.rights.v1 import rights_service_pb2 as rights_pb

from services.bff.deposits import Purpose
from services.bff.pages.forms import Fault
from services.bff.pages.routes.depositing import HERE, Question
from services.bff.pages.tests import moments
from services.bff.samples import sample
from services.bff.samples_of_documents import ADMISSIBLE, CODE, REFUSED, document, upload
from services.bff.views.admissibility import AdmissibilityView, DocumentTypesView, admissibility_view, types_view
from services.bff.views.base import View
from services.bff.views.documents import DocumentsView, DocumentView, document_view, documents_view, verification_view
from services.bff.views.money import attestations_view
from services.bff.views.vocabulary import ORGANISMES

Example = tuple[str, View, dict[str, Any]]
NOW = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
_TYPED = Question(Purpose(organisme="cnam"), ("22", "11", "2026"))
_NO_FILE = [Fault("files", "files", "Choisissez au moins un fichier.", "Fichiers")]
_NOT_THERE = [Fault("organisme", "organisme", "Cet organisme ne traite pas ce document.", "Organisme")]


def answered(answer: dict[str, Any] = REFUSED, now: datetime = NOW, **more: Any) -> AdmissibilityView:
    """The answer of the rulebook."""
    return admissibility_view(ParseDict(answer | more, admissibility_pb2.AdmissibilityAnswer()), now)


def held(state: str = "DELIVERED", **more: Any) -> DocumentView:
    """A document where it stands."""
    return document_view(ParseDict(document(state, **more), document_pb2.Document()))


def screens() -> Iterator[tuple[str, Example]]:
    """Every screen of documents, by name."""
    yield from _before()
    yield from _after()


def _before() -> Iterator[tuple[str, Example]]:
    kinds = types_view(sample(pb.ListDocumentTypesResponse))
    nothing = DocumentTypesView(types=(), next_page_token=None)
    yield "deposit_which", ("deposit_which.html", kinds, {"words": "", "here": HERE})
    yield "deposit_which_nothing", ("deposit_which.html", nothing, {"words": "abracadabra", "here": HERE})
    yield "deposit_which_hostile", ("deposit_which.html", kinds, {"words": moments.HOSTILE, "here": HERE})
    wrong = replace(
        _TYPED, date=("31", "2", "2026"), fault="Cette date n'existe pas : indiquez le jour, le mois et l'année."
    )
    yield "deposit_what_for", _answer("deposit_what_for.html", answered(), _TYPED)
    yield "deposit_what_for_error", _answer("deposit_what_for.html", answered(), wrong)
    yield "deposit_refused", _answer("deposit_answer.html", answered(), _TYPED)
    yield "deposit_refused_hostile", _answer("deposit_answer.html", answered(explanation=moments.HOSTILE), _TYPED)
    asked = replace(_TYPED, purpose=Purpose(organisme="cnaf", expected_piece_id="p-1"))
    yield "deposit_admissible", _answer("deposit_answer.html", answered(ADMISSIBLE), asked)


def _answer(template: str, view: AdmissibilityView, question: Question) -> Example:
    path = f"{HERE}/{view.document_type.type}"
    return template, view, {"question": question, "path": path, "here": HERE, "organismes": ORGANISMES}


def _after() -> Iterator[tuple[str, Example]]:
    limits = answered(ADMISSIBLE).limits
    begun, empty = held("UPLOADING", uploads=[upload(4)]), held("UPLOADING", uploads=[])
    yield "deposit_files", ("document_files.html", empty, {"faults": (), "limits": limits})
    yield "deposit_files_begun", ("document_files.html", begun, {"faults": (), "limits": None})
    yield "deposit_files_error", ("document_files.html", empty, {"faults": _NO_FILE, "limits": limits})
    for state in ("CHECKING", "IN_REVIEW", "ACCEPTED", "DELIVERED", "UNDELIVERED", "ABANDONED"):
        yield f"document_{state.lower()}", _shown(held(state))
    yield "document_refused", _shown(held("REFUSED", verdicts=[_FAILED]))
    yield "document_forged", _shown(held("REFUSED", verdicts=[_FORGED]))
    yield "document_hostile", _shown(held("REFUSED", verdicts=[_FAILED | {"explanation": moments.HOSTILE}]))
    yield "document_unbroken", _shown(held("REFUSED", verdicts=[_FAILED | {"explanation": moments.UNBROKEN}]))
    yield "document_purged", _shown(held("PURGED", purgeTime="2026-12-22T13:05:00Z", purgeCertificate="C-1"))
    yield "document_reuse_error", _shown(held(), _NOT_THERE)
    yield "document_produced", _shown(held("ACCEPTED", produced=True, verificationCode=CODE, purpose={}))
    attested = attestations_view(sample(rights_pb.ListAttestationsResponse), step_up=True)
    none = attestations_view(rights_pb.ListAttestationsResponse())
    yield "attestations", ("attestations.html", attested, {"here": "/documents/attestations"})
    yield "attestations_none", ("attestations.html", none, {"here": "/documents/attestations"})
    yield "documents", ("documents.html", documents_view(sample(pb.ListDocumentsResponse)), {})
    yield "documents_empty", ("documents.html", DocumentsView(documents=(), next_page_token=None), {})
    yield "verify", ("verify.html", verification_view(sample(pb.VerifyCodeResponse)), {"code": CODE, "faults": ()})
    unknown = verification_view(pb.VerifyCodeResponse())
    yield "verify_unknown", ("verify.html", unknown, {"code": "0000", "faults": ()})


def _shown(view: DocumentView, faults: list[Fault] | None = None) -> Example:
    return "document.html", view, {"faults": faults or (), "organismes": {"cnam": "Assurance maladie"}}


_FAILED = {
    "rule": "pdf-actif", "ruleVersion": "2026.11.22", "outcome": "OUTCOME_FAILED", "evidence": "1 page",
    "explanation": "Ce fichier contient un programme. Imprimez-le, puis prenez-le en photo.", "reason": "REFUSAL_REASON_ILLISIBLE",
}  # fmt: skip
_FORGED = {
    "rule": "2d-doc-coherence", "ruleVersion": "1", "outcome": "OUTCOME_FAILED", "evidence": "champs différents : 41", "reason": "REFUSAL_REASON_ALTEREE",
    "explanation": "Ce qui est écrit n'est pas ce qui est signé dans le code 2D-Doc : ce document a été modifié.",
    "channel": {
        "instruction": "Demandez de nouveau ce document à l'administration fiscale, et déposez-le tel que vous l'avez reçu.", "organisme": "cnaf",
        "organismeName": "Caf", "serviceUrl": "https://www.impots.gouv.fr/",
    },
}  # fmt: skip
