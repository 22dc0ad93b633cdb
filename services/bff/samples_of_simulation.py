"""The same fictional person, as the simulator tells of her."""

from typing import Any

from google.protobuf.message import Message
from mesdroits.simulator.v1 import simulator_service_pb2 as simulator

_MONTH = {"year": 2026, "month": 11, "day": 1}
_NEXT = {"year": 2026, "month": 12, "day": 1}
_WAGE = {
    "person": "moi", "kind": "RESOURCE_KIND_WAGE", "basis": "AMOUNT_BASIS_NET", "firstMonth": {"year": 2025, "month": 10, "day": 1},
    "amountsCents": ["135047"], "continues": True,
}  # fmt: skip
HOUSEHOLD: dict[str, Any] = {
    "month": _MONTH,
    "persons": [
        {
            "person": "moi", "role": "ROLE_APPLICANT", "birthDate": {"year": 1985, "month": 7, "day": 14},
            "activity": "ACTIVITY_EMPLOYEE",
        },
        {"person": "enfant_1", "role": "ROLE_CHILD", "birthDate": {"year": 2018, "month": 5, "day": 3}},
    ],
    "home": {"occupancy": "OCCUPANCY_TENANT", "communeCode": "63300"},
    "resources": [_WAGE],
}  # fmt: skip
_QUESTION = {
    "question": "home.rent", "text": "Quel est votre loyer, sans les charges ?", "settles": 1, "benefits": ["apl"],
}  # fmt: skip
_PPA = {
    "benefit": "ppa", "eligibility": "ELIGIBILITY_ELIGIBLE", "amountCents": "18840", "periodicity": "PERIODICITY_MONTHLY",
    "method": "METHOD_LAW_AS_CODE", "reason": "Vous travaillez et vos ressources sont sous le plafond.",
}  # fmt: skip
_RESULTS = [
    {
        "benefit": "rsa", "eligibility": "ELIGIBILITY_NOT_ELIGIBLE", "periodicity": "PERIODICITY_MONTHLY", "method": "METHOD_LAW_AS_CODE",
        "reason": "Vos ressources dépassent le montant garanti.",
    },
    _PPA,
    {
        "benefit": "apl", "eligibility": "ELIGIBILITY_UNKNOWN", "periodicity": "PERIODICITY_MONTHLY", "method": "METHOD_LAW_AS_CODE",
        "missing": ["home.rent"], "reason": "Le loyer décide du montant.",
    },
    {
        "benefit": "asf", "eligibility": "ELIGIBILITY_RECEIVED", "amountCents": "20150", "periodicity": "PERIODICITY_MONTHLY",
        "method": "METHOD_PAID", "computedCents": "20178", "reason": "La Caf vous la verse.",
        "difference": "La Caf verse 0,28 € de moins que le calcul : le montant est arrondi.",
    },
]  # fmt: skip
_MANY = {"month": _MONTH, "results": _RESULTS, "disposableCents": "173990"}


def _benefit(benefit: str, domain: str, name: str, **more: Any) -> dict[str, Any]:
    return {
        "benefit": benefit, "domain": f"DOMAIN_{domain}", "name": name, "periodicity": "PERIODICITY_MONTHLY",
        "method": "METHOD_LAW_AS_CODE", **more,
    }  # fmt: skip


ANSWERS: dict[type[Message], dict[str, Any]] = {
    simulator.PrefillResponse: {
        "household": HOUSEHOLD,
        "provenances": [
            {
                "field": "moi.resources.WAGE", "source": "dgfip", "sourceName": "Impôts", "month": {"year": 2026, "month": 10, "day": 1},
                "confidence": "CONFIDENCE_CHECKED", "correction": "CORRECTION_PATH_REPORT_TO_EMPLOYER",
            },
            {
                "field": "home.commune", "source": "moi", "knownDate": {"year": 2026, "month": 9, "day": 2},
                "confidence": "CONFIDENCE_DECLARED", "correction": "CORRECTION_PATH_DECLARE_FACT",
            },
        ],
        "questions": [{"question": "children", "text": "Combien d'enfants vivent avec vous ?"}, _QUESTION],
    },
    simulator.SimulateResponse: {
        "month": _MANY, "questions": [_QUESTION],
        "remarks": [{"question": "enfant_1.birth_date", "text": "Cet enfant est presque aussi âgé que vous. Vérifiez les dates."}],
    },
    simulator.CompareResponse: {
        "baseline": [_MANY, {**_MANY, "month": _NEXT}],
        "outcomes": [{
            "change": "essai", "months": [_MANY, {"month": _NEXT, "results": _RESULTS, "disposableCents": "161550"}],
            "differences": [{
                "month": _NEXT, "benefit": "ppa", "beforeCents": "18840", "afterCents": "6400", "before": "ELIGIBILITY_ELIGIBLE",
                "after": "ELIGIBILITY_ELIGIBLE",
            }],
            "cliffs": [{
                "month": _NEXT, "lossCents": "12440", "benefits": ["ppa"],
                "text": "En décembre 2026, votre foyer aurait 124,40 € de moins.",
            }],
            "summary": "À partir de décembre 2026, votre prime d'activité baisserait de 124,40 € par mois.",
            "assumptions": ["Votre salaire reste le même après le changement."],
        }],
    },
    simulator.ExplainResponse: {
        "result": _PPA,
        "steps": [
            {"label": "Prime d'activité", "value": "188,40 €", "period": "2026-11"},
            {
                "label": "Montant forfaitaire pour deux personnes", "value": "957,42 €", "depth": 1,
                "inForceSince": {"year": 2026, "month": 4, "day": 1}, "reference": "CSS art. L. 842-3",
            },
        ],
        "inputs": [{"question": "moi.resources.WAGE", "label": "Votre salaire", "value": "1 350,47 €", "centsPerEuro": "-39"}],
        "waysIn": [{"text": "À partir de 640 € de salaire par mois, la prime est due.", "question": "moi.resources.WAGE"}],
    },
    simulator.GuideResourcesResponse: {
        "declarations": [
            {"declaredIn": _MONTH, "months": [{"year": 2026, "month": rank, "day": 1} for rank in (7, 8, 9)]},
            {"declaredIn": _NEXT, "months": [{"year": 2026, "month": rank, "day": 1} for rank in (8, 9, 10)]},
        ],
        "introduction": "La déclaration de la prime d'activité se fait tous les trois mois.",
        "resources": [{
            "kind": "RESOURCE_KIND_WAGE", "label": "Salaire", "verdict": "VERDICT_ALREADY_KNOWN", "reference": "CSS art. R. 846-5",
            "reason": "Votre employeur l'a déjà déclaré.", "amountToDeclare": "le montant net social de votre bulletin",
        }],
    },
    simulator.EstimateRetirementResponse: {
        "estimates": [{
            "startDate": {"year": 2049, "month": 8, "day": 1}, "label": "l'âge légal", "ageYears": 64, "quarters": 168,
            "monthlyCents": "142035", "range": {"lowCents": "127815", "highCents": "156255"}, "rateTenThousandths": 4875,
            "reference": "CSS art. L. 351-1",
        }],
        "assumptions": ["Vous travaillez sans interruption jusqu'à cet âge."],
        "questions": [{"question": "moi.career.validated_quarters", "person": "moi", "text": "Combien de trimestres avez-vous validés ?"}],
    },
    simulator.ListBenefitsResponse: {
        "benefits": [
            _benefit("rsa", "SOLIDARITE", "Revenu de solidarité active", legalReference="CASF art. L. 262-2"),
            _benefit("ppa", "SOLIDARITE", "Prime d'activité", pieces=["Vos trois derniers bulletins de salaire"]),
            _benefit("apl", "LOGEMENT", "Aide au logement", limits="Le foyer de jeunes travailleurs n'est pas simulé."),
            _benefit("asf", "FAMILLE", "Allocation de soutien familial"),
        ],
    },
    simulator.DescribeChangesResponse: {
        "changes": [
            {
                "kind": "new_job", "label": "Je trouve un emploi",
                "questions": [
                    {"field": "date", "text": "Quel jour commence l'emploi ?", "required": True},
                    {"field": "person", "text": "Qui ?", "required": True},
                    {"field": "monthly_cents", "text": "Quel salaire par mois ?", "required": True},
                ],
            },
            {"kind": "birth", "label": "Un enfant arrive", "questions": [{"field": "children", "text": "Combien d'enfants ?"}]},
        ],
    },
    simulator.GetLegislationResponse: {
        "packages": [{"name": "openfisca-france", "version": "176.1.8"}],
        "overrides": [{
            "parameter": "prestations_sociales.css.plafond", "fromDate": {"year": 2026, "month": 4, "day": 1}, "value": 10421.0,
            "reference": "CSS art. L. 861-1", "confidence": "W", "lastChecked": {"year": 2026, "month": 11, "day": 22},
        }],
        "stale": [{
            "parameter": "prestations_sociales.asi.plafond", "label": "Plafond de l'ASI", "benefits": ["asi"],
            "inForceSince": {"year": 2025, "month": 4, "day": 1}, "checkedUntil": {"year": 2026, "month": 3, "day": 31},
        }],
        "watchedParameters": 691, "parameters": 5419,
    },
}  # fmt: skip
