"""A fictional person, as the services tell her: the examples of the API's description are made of it, and so are the tests' played services."""

from typing import Any

from google.protobuf.json_format import ParseDict
from google.protobuf.message import Message
from mesdroits.identity.v1 import identity_service_pb2 as identity
from mesdroits.rights.v1 import rights_service_pb2 as rights
from mesdroits.situation.v1 import situation_service_pb2 as situation

from services.bff import (
    samples_of_alerts,
    samples_of_claims,
    samples_of_documents,
    samples_of_facts,
    samples_of_simulation,
)

PERSON_ID = "0199b3c0-0000-7000-8000-000000000001"
CONNECTION_ID = "0199b3c0-0000-7000-8000-00000000000c"
FACT_ID = "0199b3c0-0000-7000-8000-0000000000f1"
VERSION_ID = "0199b3c0-0000-7000-8000-0000000000f2"
DECLARATION_ID = "0199b3c0-0000-7000-8000-0000000000d1"
DELIVERY_ID = "0199b3c0-0000-7000-8000-0000000000e1"
OTHER_DELIVERY_ID = "0199b3c0-0000-7000-8000-0000000000e2"
TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
_NOW = "2026-11-22T13:05:00Z"
_DAY = {"year": 2026, "month": 12, "day": 1}
_PERIOD = {"startDate": _DAY}
_SOURCES = [
    {"organisme": "cnaf", "organismeName": "Caf", "availability": "AVAILABILITY_FRESH", "dataTime": _NOW},
    {
        "organisme": "msa", "organismeName": "MSA", "availability": "AVAILABILITY_UNAVAILABLE", "retryInSeconds": 30,
        "reason": "Ce service est en maintenance.",
    },
]  # fmt: skip
_BASIS = {
    "reference": "CSS art. L. 114-12",
    "explanation": "Les organismes se communiquent ce qui leur sert à calculer vos droits.",
}
ADDRESS: dict[str, Any] = {
    "street": "12 rue des Tilleuls",
    "postal_code": "63200",
    "city": "Riom",
    "country_code": "99100",
}
CHANGE: dict[str, Any] = {
    "verb": "created", "kind": "address", "content": ADDRESS, "validity": {"start_date": "2026-12-01"},
}  # fmt: skip
_VERSION = {
    "versionId": VERSION_ID, "factId": FACT_ID, "kind": "FACT_KIND_ADDRESS", "number": 1, "verb": "VERB_CREATED",
    "content": {"address": ADDRESS}, "validity": _PERIOD, "knownTime": _NOW,
}  # fmt: skip
_CONTROL = {
    "controlId": "0199b3c0-0000-7000-8000-0000000000c1", "factId": FACT_ID, "versionId": VERSION_ID, "kind": "FACT_KIND_ADDRESS",
    "organisme": "cnaf", "scope": ["street", "city"], "level": "CONTROL_LEVEL_DOCUMENT", "controlTime": _NOW,
    "expiryDate": {"year": 2027, "month": 11, "day": 21},
}  # fmt: skip
_EXCLUSION = {
    "organisme": "mgen", "organismeName": "MGEN", "reason": "EXCLUSION_REASON_NOT_ATTACHED",
    "explanation": "Vous n'avez pas de dossier à la MGEN.",
}  # fmt: skip


def _step(state: str, second: int) -> dict[str, str]:
    return {"state": f"DELIVERY_STATE_{state}", "stepTime": f"2026-11-22T13:05:{second:02d}Z"}


def _delivery(delivery_id: str, organisme: str, name: str, *states: str) -> dict[str, Any]:
    steps = [_step(state, second) for second, state in enumerate(states)]
    last = steps[-1]
    return {
        "deliveryId": delivery_id, "organisme": organisme, "organismeName": name, "state": last["state"],
        "stateTime": last["stepTime"], "steps": steps,
    }  # fmt: skip


def declaration(cnaf: tuple[str, ...] = ("PENDING", "SENT"), msa: tuple[str, ...] = ("PENDING",)) -> dict[str, Any]:
    """The declaration of a new address, with the steps that its two deliveries have made."""
    return {
        "declarationId": DECLARATION_ID, "version": _VERSION, "exclusions": [_EXCLUSION], "declareTime": _NOW, "traceId": TRACE_ID,
        "deliveries": [_delivery(DELIVERY_ID, "cnaf", "Caf", *cnaf), _delivery(OTHER_DELIVERY_ID, "msa", "MSA", *msa)],
    }  # fmt: skip


_PERSON = {
    "personId": PERSON_ID, "displayName": "Camille Martin", "birthDate": {"year": 1985, "month": 7, "day": 14},
    "certification": {"state": "CERTIFICATION_STATE_CERTIFIED", "organisme": "cnam", "stateTime": _NOW},
}  # fmt: skip
_MANAGER = {
    "regime": "REGIME_GENERAL",
    "organisme": "cnaf",
    "organismeName": "Caf",
    "serviceUrl": "https://www.caf.fr/",
}
_RIGHT = {
    "benefit": "apl", "benefitName": "Aide personnalisée au logement", "organisme": "cnaf", "organismeName": "Caf",
    "decidedBy": "Caf du Puy-de-Dôme", "state": "RIGHT_STATE_OPEN", "period": _PERIOD, "amountCents": "24850", "paymentPeriod": "PAYMENT_PERIOD_MONTHLY", "dataTime": _NOW,
    "serviceUrl": "https://www.caf.fr/", "appeal": "Vous avez deux mois pour saisir la commission de recours amiable.",
}  # fmt: skip
_POTENTIAL = {
    "benefit": "rsa", "benefitName": "RSA", "state": "POTENTIAL_STATE_NOT_SIMULATED",
    "description": "Un revenu minimum pour les personnes sans ressources ou presque.", "serviceUrl": "https://www.caf.fr/",
}  # fmt: skip


def _domain(name: str, paid: str, **more: Any) -> dict[str, Any]:
    domain = f"DOMAIN_{name}"
    return {
        "domain": domain,
        "paid": f"PAID_ANSWER_{paid}",
        "exposure": {"domain": domain, "level": "EXPOSURE_LEVEL_FULL"},
        **more,
    }


_ANSWERS: dict[type[Message], dict[str, Any]] = {
    identity.GetPersonResponse: {
        "person": _PERSON,
        "nirRecipients": [
            {"organisme": "cnam", "certifies": True, "legalBasis": "CSS art. L. 114-12-1"},
            {"organisme": "france_travail", "legalBasis": "CSS art. L. 114-12-1"},
            {"organisme": "dgfip", "legalBasis": "LPF art. L. 152"},
        ],
    },
    identity.BeginLoginResponse: {
        "loginId": "q3tG0gqQ2y8gq1n5Vf2f9Q", "authorizationUrl": "http://fc.test/api/v2/authorize?state=q3tG0gqQ2y8gq1n5Vf2f9Q",
    },
    identity.CompleteLoginResponse: {"person": _PERSON, "connectionId": CONNECTION_ID, "assurance": "ASSURANCE_LOW"},
    identity.EndLoginResponse: {"logoutUrl": "http://fc.test/api/v2/session/end?state=abc"},
    identity.DeclareNirResponse: {"certification": _PERSON["certification"]},
    identity.RequestIdentityReviewResponse: {
        "certification": {"state": "CERTIFICATION_STATE_IN_REVIEW", "reviewId": "R-2026-00042"},
    },
    identity.ListJournalEntriesResponse: {
        "entries": [{
            "entryId": "0199b3c0-0000-7000-8000-0000000000a1", "reader": "cnaf", "subject": "address", "purpose": "tell_once",
            "legalBasis": "CSS art. L. 114-12", "accessTime": _NOW, "traceId": TRACE_ID, "verb": "ACCESS_VERB_CREATED",
        }],
    },
    identity.ListConnectionsResponse: {
        "connections": [{"connectionId": CONNECTION_ID, "beginTime": _NOW, "assurance": "ASSURANCE_LOW"}],
    },
    rights.GetViewResponse: {
        "domains": [
            _domain("SANTE", "NO"), _domain("FAMILLE", "UNKNOWN"),
            _domain("LOGEMENT", "YES", organismes=["cnaf"], rights=[_RIGHT]),
            _domain("SOLIDARITE", "UNKNOWN", potentials=[_POTENTIAL]), _domain("RETRAITE", "UNKNOWN"), _domain("EMPLOI", "NO"),
        ],
        "sources": _SOURCES, "partial": True,
    },
    rights.ListPaymentsResponse: {
        "payments": [{
            "benefit": "apl", "benefitName": "Aide personnalisée au logement", "organisme": "cnaf", "organismeName": "Caf",
            "paymentDate": {"year": 2026, "month": 11, "day": 5}, "amountCents": "20150", "expectedCents": "24850",
            "recoveredCents": "4700", "reason": "Une partie rembourse un trop-perçu de septembre.",
        }],
        "sources": _SOURCES,
    },
    rights.ListStatementsResponse: {
        "statements": [{
            "statementId": "2026-10", "organisme": "cnam", "organismeName": "Assurance maladie", "title": "Remboursements d'octobre",
            "statementDate": {"year": 2026, "month": 11, "day": 2}, "amountCents": "2430",
        }],
        "sources": _SOURCES[:1], "hiddenByAssurance": 2,
    },
    rights.ListAttestationsResponse: {
        "attestations": [{
            "attestationId": "A-1", "organisme": "cnam", "organismeName": "Assurance maladie", "title": "Attestation de droits",
            "statement": "Vos droits à l'assurance maladie sont ouverts.", "issueDate": _DAY, "expiryDate": {"year": 2027, "month": 11, "day": 30},
        }],
        "sources": _SOURCES[:1], "hiddenByAssurance": 1,
    },
    rights.CheckContinuityResponse: {
        "gaps": [{
            "cover": "complémentaire santé", "period": {"startDate": {"year": 2027, "month": 1, "day": 1}}, "endedBenefit": "css",
            "remedyBenefit": "css", "remedy": "Demandez le renouvellement avant le 31 octobre.", "upcoming": True,
        }],
        "sources": _SOURCES[:1],
    },
    rights.ListBenefitsResponse: {
        "benefits": [{
            "benefit": "css", "domain": "DOMAIN_SANTE", "name": "Complémentaire santé solidaire", "aliases": ["CMU-C", "ACS"],
            "description": "Une complémentaire santé gratuite ou à petit prix.", "managers": [_MANAGER], "legalReference": "CSS art. L. 861-1",
        }],
    },
    situation.ListFactKindsResponse: {
        "kinds": [{
            **samples_of_facts.kinds()["address"],
            "recipients": [
                {"organisme": "cnaf", "organismeName": "Caf", "legalBasis": _BASIS, "obligation": "OBLIGATION_REQUIRED"},
            ],
        }],
    },
    situation.ListFactsResponse: {"facts": [_VERSION]},
    situation.ListFactVersionsResponse: {"versions": [_VERSION]},
    situation.PreviewChangeResponse: {
        "recipients": [{
            "organisme": "cnaf", "organismeName": "Caf", "fields": [{"field": "city", "label": "Ville", "value": "Riom"}],
            "legalBasis": _BASIS, "obligation": "OBLIGATION_REQUIRED", "controls": [_CONTROL],
        }],
        "exclusions": [_EXCLUSION], "etag": "n1yW7rQ2",
    },
    situation.DeclareChangeResponse: {"declaration": declaration()},
    situation.GetDeclarationResponse: {"declaration": declaration()},
    situation.ListDeclarationsResponse: {"declarations": [declaration()]},
    situation.ReplayDeliveryResponse: {"delivery": _delivery(DELIVERY_ID, "cnaf", "Caf", "PENDING", "DEAD", "PENDING")},
    situation.ListControlsResponse: {"controls": [_CONTROL]},
}  # fmt: skip


def sample(answer: type[Message]) -> Any:
    """The sample answer of an RPC, by its type."""
    others = samples_of_simulation.ANSWERS | samples_of_documents.ANSWERS | samples_of_claims.ANSWERS
    return ParseDict((_ANSWERS | others | samples_of_alerts.ANSWERS)[answer], answer())
