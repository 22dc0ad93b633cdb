"""What the requests service says of the fictional person: a claim that waits for a piece, one refused, a draft, and what can be asked for."""

from typing import Any

from google.protobuf.message import Message
from mesdroits.requests_tracking.v1 import requests_tracking_service_pb2 as pb

CLAIM_ID = "0199b3c0-0000-7000-8000-00000000c1a1"
DRAFT_ID = "0199b3c0-0000-7000-8000-00000000c1a2"
REFUSED_ID = "0199b3c0-0000-7000-8000-00000000c1a3"
APPEAL_ID = "0199b3c0-0000-7000-8000-00000000c1a4"
PIECE_ID = "0199b3c0-0000-7000-8000-00000000b1e1"
ETAG = "v3"
_SENT, _ASKED = "2026-11-10T09:12:00Z", "2026-11-14T08:00:00Z"
_OPEN = {"year": 2019, "month": 6, "day": 1}
QUESTIONS: list[dict[str, Any]] = [
    {
        "key": "family_situation", "label": "Quelle est votre situation de famille ?", "hint": "Celle d'aujourd'hui.", "type": "choice",
        "codes": ["SINGLE", "COUPLE"], "codeLabels": ["Vous vivez seul", "Vous vivez en couple"], "required": True,
    },
    {
        "key": "children", "label": "Avez-vous des enfants à charge ?", "hint": "Ceux qui vivent chez vous.", "type": "yes_no", "required": True,
    },
    {"key": "move_in_date", "label": "Depuis quand occupez-vous ce logement ?", "type": "date", "required": True},
    {"key": "resources", "label": "Combien avez-vous reçu d'autre ?", "hint": "Vos salaires sont déjà connus.", "type": "amount"},
]  # fmt: skip
APPEAL_QUESTIONS: list[dict[str, Any]] = [
    {"key": "contested_decision", "label": "Quelle décision contestez-vous ?", "type": "text", "required": True},
    {"key": "decision_date", "label": "De quand date-t-elle ?", "type": "date", "required": True},
    {"key": "grounds", "label": "Pourquoi n'êtes-vous pas d'accord ?", "type": "text", "required": True},
]


def _entry(number: int, kind: str, state: str, time: str, text: str, **more: Any) -> dict[str, Any]:
    return {
        "number": number, "kind": f"ENTRY_KIND_{kind}", "state": f"CLAIM_STATE_{state}", "entryTime": time, "knownTime": time,
        "text": text, **more,
    }  # fmt: skip


def _claim(claim_id: str, benefit: str, label: str, **more: Any) -> dict[str, Any]:
    return {
        "claimId": claim_id, "kind": "CLAIM_KIND_BENEFIT", "benefit": benefit, "label": label, "organisme": "cnaf",
        "organismeName": "Caf", "etag": ETAG, **more,
    }  # fmt: skip


CLAIM = _claim(
    CLAIM_ID, "rsa", "Revenu de solidarité active (RSA)", state="CLAIM_STATE_INCOMPLETE", submitTime=_SENT, organismeReference="RSA-2026-118",
    waiting={"who": "WAITING_FOR_PERSON", "sinceTime": _ASKED, "reason": "Pièce attendue : relevé d'identité bancaire."},
    clock={
        "startDate": {"year": 2026, "month": 11, "day": 10}, "silence": "SILENCE_REFUSAL", "rule": "rsa-2-mois",
        "pauses": [{"startDate": {"year": 2026, "month": 11, "day": 14}, "reason": "Une pièce est attendue."}],
        "legalReference": "CRPA art. L. 231-4, 3°",
        "explanation": "Le délai est suspendu tant qu'une pièce manque, ou jusqu'au 14 décembre 2026 sans elle.",
    },
    timeline=[
        _entry(1, "STATE", "DRAFT", "2026-11-10T09:02:00Z", "Vous avez commencé cette demande."),
        _entry(2, "STATE", "SUBMITTED", _SENT, "Vous avez envoyé cette demande."),
        _entry(3, "STATE", "RECEIVED", "2026-11-10T09:12:09Z", "Votre demande est bien arrivée.", organismeState="recue"),
        _entry(4, "PIECE_EXPECTED", "INCOMPLETE", _ASKED, "Envoyez un relevé d'identité bancaire à votre nom.", organismeState="attente-piece"),
    ],
    expectedPieces=[{
        "expectedPieceId": PIECE_ID, "type": "rib", "label": "Relevé d'identité bancaire", "owedBy": "WAITING_FOR_PERSON",
        "state": "PIECE_STATE_EXPECTED", "askTime": _ASKED, "dueDate": {"year": 2026, "month": 12, "day": 14},
        "consequence": "Sans cette pièce, l'organisme peut décider sans elle ou arrêter l'examen.",
    }],
)  # fmt: skip
REFUSED = _claim(
    REFUSED_ID, "apl", "Aide personnalisée au logement (APL)", state="CLAIM_STATE_REFUSED", submitTime="2026-09-01T07:00:00Z",
    organismeReference="APL-2026-42",
    clock={
        "startDate": {"year": 2026, "month": 9, "day": 1}, "silence": "SILENCE_REFUSAL", "rule": "logement-2-mois",
        "legalReference": "CRPA art. L. 231-4, 3°", "explanation": "Le silence de l'organisme pendant deux mois vaut refus.",
        "appealDate": {"year": 2026, "month": 12, "day": 1},
    },
    timeline=[
        _entry(1, "STATE", "SUBMITTED", "2026-09-01T07:00:00Z", "Vous avez envoyé cette demande."),
        _entry(2, "STATE", "REFUSED", "2026-10-01T07:00:00Z", "Votre demande est refusée.", organismeState="refusee"),
        _entry(3, "CORRECTION", "REFUSED", "2026-10-03T07:00:00Z", "Le motif indiqué était incomplet.", correctsNumber=2),
    ],
    decision={
        "reason": "Vos ressources dépassent le plafond.", "decisionDate": {"year": 2026, "month": 10, "day": 1},
        "appealPaths": [{
            "path": "recours-logement", "label": "Recours au directeur de la caisse", "dueDate": {"year": 2026, "month": 12, "day": 1},
            "legalReference": "CCH art. L. 825-2", "instruction": "Dites pourquoi vous n'êtes pas d'accord.", "here": True,
        }],
    },
)  # fmt: skip
DRAFT = _claim(
    DRAFT_ID, "prime-activite", "Prime d'activité", state="CLAIM_STATE_DRAFT", expireTime="2027-02-22T13:05:00Z", questions=QUESTIONS,
    answers={"family_situation": "COUPLE", "move_in_date": "2026-03-01"},
)  # fmt: skip
APPEAL = _claim(
    APPEAL_ID, "apl", "Aide personnalisée au logement (APL)", kind="CLAIM_KIND_APPEAL", parentClaimId=REFUSED_ID, state="CLAIM_STATE_DRAFT",
    expireTime="2027-02-22T13:05:00Z", questions=APPEAL_QUESTIONS,
    answers={"contested_decision": "Décision du 1er octobre 2026. Vos ressources dépassent le plafond.", "decision_date": "2026-10-01"},
)  # fmt: skip
BENEFITS: list[dict[str, Any]] = [
    {
        "benefit": "rsa", "label": "Revenu de solidarité active (RSA)", "openDate": _OPEN, "open": True,
        "serviceUrl": "https://www.caf.fr/rsa?droit=rsa&etape=demande&langue=fr", "questions": QUESTIONS,
    },
    {
        "benefit": "aah", "label": "Allocation aux adultes handicapés (AAH)",
        "serviceUrl": "https://mdphenligne.cnsa.fr/?droit=aah&etape=demande&langue=fr",
    },
]  # fmt: skip
_DURATIONS = {
    "sample": 57, "firstQuartileDays": 12, "medianDays": 21, "ninthDecileDays": 58,
    "period": {"startDate": {"year": 2024, "month": 11, "day": 22}, "endDate": {"year": 2026, "month": 11, "day": 20}},
}  # fmt: skip

ANSWERS: dict[type[Message], dict[str, Any]] = {
    pb.ListClaimableBenefitsResponse: {"benefits": BENEFITS},
    pb.StartClaimResponse: {"claim": DRAFT},
    pb.SaveDraftResponse: {"claim": DRAFT},
    pb.DiscardDraftResponse: {},
    pb.SubmitClaimResponse: {"claim": CLAIM},
    pb.WithdrawClaimResponse: {"claim": {**CLAIM, "state": "CLAIM_STATE_WITHDRAWN", "waiting": None, "clock": None}},
    pb.StartAppealResponse: {"claim": APPEAL},
    pb.GetClaimResponse: {"claim": CLAIM},
    pb.ListClaimsResponse: {"claims": [CLAIM, REFUSED, DRAFT]},
    pb.GetDurationsResponse: {"durations": _DURATIONS},
}
