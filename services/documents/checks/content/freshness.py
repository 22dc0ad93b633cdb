"""The date that a document bears, read where its kind bears one, and whether the document is still fresh that day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from services.documents.checks.content import dates, mrz
from services.documents.domain.freshness import Freshness, Manner, oldest

_PERIOD = ("PERIODE DU", "PERIODE DE PAIE DU", "PAIE DU", "PAYE LE", "DATE DE PAIEMENT", "PAIEMENT LE")
_ISSUED = (
    "FAIT LE", "DELIVRE LE", "DATE DE FACTURE", "FACTURE DU", "DATE DE LA FACTURE", "ETABLI LE", "EMISE LE", "LE :", "DATE :", "EN DATE DU",
    "DATE D'EMISSION", "EDITE LE", ", LE",
)  # fmt: skip
_EXPIRY = (
    "EXPIRE LE", "DATE D'EXPIRATION", "VALABLE JUSQU'AU", "VALABLE JUSQU AU", "EXPIRY DATE", "DATE OF EXPIRY", "FIN DE VALIDITE", "VALIDITE",
    "DATE D'EXPIR.", "DATE D EXPIRATION", "CARD VALID UNTIL", "JUSQU'AU",
)  # fmt: skip
_INCOME = ("REVENUS", "REVENUS DE L'ANNEE", "SUR LES REVENUS")
_NOTICE = ("AVIS D'IMPOT", "AVIS D'IMPOSITION", "IMPOT", "AVIS DE SITUATION DECLARATIVE")


@dataclass(frozen=True, slots=True)
class Dated:
    """The date found and whether it is fresh; `sure`: it stood where such a document says it. `day`: of an age, None of an expiry.

    `expiry`: the last day, where machine-readable lines say it with a right key.
    """

    fresh: bool
    sure: bool
    evidence: str
    day: date | None = None
    expiry: date | None = None


def read(rule: Freshness, text: str, today: date) -> Dated | None:
    """What the text says of its date, or None where it says none."""
    return _READERS[rule.manner](rule, text, today)


def judge(rule: Freshness, day: date, today: date) -> bool:
    """Whether a document of that day is fresh today; of an expiry, whether it is still to come."""
    if rule.manner is Manner.EXPIRY:
        return day >= today
    limit = oldest(rule, today)
    return (limit is None or day >= limit) and day.replace(day=1) <= today


def _payslip(rule: Freshness, text: str, today: date) -> Dated | None:
    labelled = [day.replace(day=1) for day in dates.dated_after(text, _PERIOD)]
    months = labelled or dates.months_in(text)[:3]
    if not months:
        return None
    # A payslip may also quote months before its own: the last one is the month that it pays.
    month = max(month for month in months if month <= today) if any(m <= today for m in months) else max(months)
    return Dated(judge(rule, month, today), bool(labelled), f"paie de {month:%m/%Y}", month)


def _notice(rule: Freshness, text: str, today: date) -> Dated | None:
    incomes = dates.years_after(text, _INCOME)
    years = [year + 1 for year in incomes] or dates.years_after(text, _NOTICE)
    if not years:
        return None
    year = max(years)
    return Dated(judge(rule, date(year, 1, 1), today), bool(incomes), f"revenus de {year - 1}", date(year, 1, 1))


def _months(rule: Freshness, text: str, today: date) -> Dated | None:
    labelled = [day for day in dates.dated_after(text, _ISSUED) if day <= today]
    every = [day for day in dates.dates_in(text) if day <= today]
    if not labelled and not every:
        return None
    day = max(labelled or every)
    return Dated(judge(rule, day, today), bool(labelled), f"date {day:%m/%Y}", day)


def _expiry(rule: Freshness, text: str, today: date) -> Dated | None:
    coded = mrz.expiry_in(text)
    labelled = dates.dated_after(text, _EXPIRY)
    if coded is None and not labelled:
        return None
    day = coded or max(labelled)
    return Dated(judge(rule, day, today), True, f"fin de validité {day:%m/%Y}", expiry=coded)


_READERS: dict[Manner, Callable[[Freshness, str, date], Dated | None]] = {
    Manner.PAYSLIP: _payslip,
    Manner.TAX_NOTICE: _notice,
    Manner.MONTHS: _months,
    Manner.EXPIRY: _expiry,
}
