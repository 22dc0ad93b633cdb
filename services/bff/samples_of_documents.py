"""The documents service as it tells of the fictional person: what may not be deposited, what was, and where it stands."""

from typing import Any

from google.protobuf.message import Message
from mesdroits.documents.v1 import documents_service_pb2 as documents

DOCUMENT_ID = "0199b3c0-0000-7000-8000-0000000000b1"
UPLOAD_ID = "0199b3c0-0000-7000-8000-0000000000b2"
CODE = "7K3M-9QZT-0XWB-4HRN"
# Of the bytes "RIB de Camille".
SHA256 = "a4e1c5b97b1d8e5c5c9a3a7e0c6f0d2b1a9f8e7d6c5b4a39281706f5e4d3c2b1"
# What the played file is, in bytes.
LENGTH = 12
_NOW = "2026-11-22T13:05:00Z"
RIB = {
    "type": "rib", "label": "Relevé d'identité bancaire (RIB)", "aliases": ["IBAN", "coordonnées bancaires"],
    "domain": "DOMAIN_SOLIDARITE", "description": "Le papier de la banque qui porte votre nom et votre IBAN.",
}  # fmt: skip
SICK_LEAVE = {
    "type": "avis-arret-travail", "label": "Avis d'arrêt de travail", "aliases": ["arrêt maladie"], "domain": "DOMAIN_SANTE",
    "description": "Le formulaire par lequel le médecin prescrit d'arrêter le travail.",
}  # fmt: skip
_RULE = {
    "rulebookVersion": "2026.11.22", "source": "Légifrance", "checkedDate": {"year": 2026, "month": 11, "day": 22},
}  # fmt: skip
REFUSED = {
    "documentType": SICK_LEAVE, "admissibility": "ADMISSIBILITY_REFUSED", "reason": "REFUSAL_REASON_ORIGINAL_PAPIER_REQUIS",
    "explanation": "Depuis le 1er septembre 2025, seul l'original du formulaire sécurisé est accepté.",
    "channel": {
        "instruction": "Postez l'original des volets 1 et 2 à la CPAM de la Loire.", "organisme": "cnam",
        "organismeName": "Assurance maladie", "postalAddress": ["CPAM de la Loire", "42000 Saint-Étienne"],
        "serviceUrl": "https://www.ameli.fr/assure",
    },
    "countdown": {
        "dueTime": "2026-11-24T23:00:00Z", "consequence": "Au premier retard, la caisse vous avertit.",
        "legalReference": "CSS art. R. 321-2 et D. 323-2",
    },
    "rule": "arret-travail-original", "legalReference": "CSS art. L. 321-2", **_RULE,
}  # fmt: skip
ADMISSIBLE = {
    "documentType": RIB, "admissibility": "ADMISSIBILITY_ADMISSIBLE", "explanation": "Ce document peut être déposé ici.",
    "rule": "rib-admissible",
    "limits": {"maximumBytes": "20971520", "maximumPages": 50, "mediaTypes": ["application/pdf", "image/jpeg"]}, **_RULE,
}  # fmt: skip


def upload(offset: int = LENGTH) -> dict[str, Any]:
    """A file, of which `offset` bytes are here."""
    return {
        "uploadId": UPLOAD_ID, "rank": 1, "length": str(LENGTH), "offset": str(offset), "sha256": SHA256 if offset else "",
    }  # fmt: skip


def document(state: str = "DELIVERED", **more: Any) -> dict[str, Any]:
    """The RIB, where it stands."""
    made: dict[str, Any] = {
        "documentId": DOCUMENT_ID, "documentType": RIB, "purpose": {"organisme": "cnaf"}, "depositTime": _NOW,
        "state": f"DEPOSIT_STATE_{state}", "uploads": [upload()],
    }  # fmt: skip
    if state != "UPLOADING":
        made |= {"verdicts": [_VERDICT], "pages": 1, "sha256": SHA256}
    if state == "DELIVERED":
        made |= {"hops": _HOPS}
    return made | more


_VERDICT = {
    "rule": "rib-iban", "ruleVersion": "2026.11.22", "outcome": "OUTCOME_PASSED",
    "explanation": "L'IBAN est complet et sa clé est juste.", "evidence": "1 page",
}  # fmt: skip
_HOPS = [
    {"hop": "suite", "hopTime": "2026-11-22T13:05:04Z", "receipt": "S-2026-0001"},
    {"hop": "cnaf", "hopTime": "2026-11-22T13:05:09Z", "receipt": "CAF-889"},
]
ANSWERS: dict[type[Message], dict[str, Any]] = {
    documents.ListDocumentTypesResponse: {"types": [RIB, SICK_LEAVE]},
    documents.ListBenefitPiecesResponse: {
        "pieces": [{"anyOf": [RIB], "owedBy": "person", "source": "CSS art. R. 823-5", "condition": ""}],
    },
    documents.CheckAdmissibilityResponse: {"answer": REFUSED},
    documents.StartDepositResponse: {"document": document("UPLOADING", uploads=[])},
    documents.AddUploadResponse: {"upload": upload(0)},
    documents.GetUploadResponse: {"upload": upload(0)},
    documents.RemoveUploadResponse: {},
    documents.AppendChunkResponse: {"upload": upload(), "depositTime": _NOW},
    documents.CompleteDepositResponse: {"document": document("CHECKING")},
    documents.AbandonDepositResponse: {"document": document("ABANDONED")},
    documents.GetDocumentResponse: {"document": document()},
    documents.ListDocumentsResponse: {"documents": [document()]},
    documents.ReuseDocumentResponse: {"document": document("ACCEPTED")},
    documents.GetNewCodeResponse: {"code": CODE},
    documents.KeepProducedResponse: {"document": document("ACCEPTED", produced=True, verificationCode=CODE)},
    documents.VerifyCodeResponse: {
        "known": True, "unchanged": True, "label": "Attestation de dépôt", "produceTime": _NOW,
    },
}  # fmt: skip
