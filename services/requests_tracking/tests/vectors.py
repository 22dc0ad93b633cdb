"""Vectors of the legal clock: a claim, what was asked for, and the day that the law gives. Each names its article."""

from dataclasses import dataclass
from datetime import date

from services.requests_tracking.domain.clock import Ask
from services.requests_tracking.domain.vocabulary import ClaimKind


def d(text: str) -> date:
    return date.fromisoformat(text)


@dataclass(frozen=True)
class Vector:
    """`expected`: the last day before silence decides; None: the clock stands still, or has not started."""

    article: str
    organisme: str
    benefit: str
    seized: str
    expected: str | None
    received: str | None = None
    asks: tuple[Ask, ...] = ()
    today: str = "2030-01-01"
    kind: ClaimKind = ClaimKind.BENEFIT
    path: str = ""


def ask(asked: str, due: str | None = None, produced: str | None = None) -> Ask:
    return Ask(d(asked), d(due) if due else None, d(produced) if produced else None)


APPEAL, PART = ClaimKind.APPEAL, ClaimKind.REGIME_PART
V = Vector
VECTORS = (
    # facts.md §3.3, §4.1: CDAPH four months, Caf and MSA one month, appeals two months, month ends.
    V("CASF R241-33 (facts §4.1)", "mdph", "aah", "2026-01-15", "2026-05-15"),
    V("CSS R821-2 (facts §4.1)", "cnaf", "aah", "2026-01-15", "2026-02-15"),
    V("CSS R821-2 (facts §4.1)", "msa", "aah", "2026-01-31", "2026-02-28"),
    V("CSS R142-6 (facts §4.1)", "cnaf", "rsa", "2026-04-30", "2026-06-30", kind=APPEAL, path="cra"),
    V("CRPA L114-5 (facts §3.3)", "cnaf", "rsa", "2026-03-01", "2026-05-11", asks=(ask("2026-03-10", "2026-03-31", "2026-03-20"),)),
    V("CRPA L114-5 (facts §3.3)", "cnam", "c2s", "2026-03-01", "2026-05-20", "2026-03-01", (ask("2026-03-10", "2026-03-31", "2026-03-20"),)),
    # Month ends (CPC 641).
    V("CRPA L231-4, 3°; CPC 641", "cnaf", "rsa", "2026-12-31", "2027-02-28"),
    V("CRPA L231-4, 3°; CPC 641", "cnaf", "rsa", "2027-12-31", "2028-02-29"),
    V("CRPA L231-4, 3°; CPC 641", "cnaf", "rsa", "2027-12-29", "2028-02-29"),
    V("CRPA L231-4, 3°; CPC 641", "cnaf", "rsa", "2026-12-29", "2027-02-28"),
    V("CRPA L231-4, 3°; CPC 641", "cnaf", "rsa", "2028-02-29", "2028-04-29"),
    V("CRPA L231-4, 3°; CPC 641", "cnaf", "rsa", "2026-02-28", "2026-04-28"),
    V("CRPA L231-4, 3°; CPC 641", "cnaf", "rsa", "2026-07-31", "2026-09-30"),
    V("CRPA L231-4, 3°; CPC 641", "cnaf", "rsa", "2026-01-01", "2026-03-01"),
    V("CRPA L231-4, 3°", "msa", "prime-activite", "2026-11-15", "2027-01-15"),
    V("CRPA L231-4, 3°", "cnaf", "apl", "2026-11-22", "2027-01-22"),
    V("CRPA L231-4, 3°", "msa", "als", "2026-08-31", "2026-10-31"),
    V("CRPA L231-4, 3°", "cnaf", "af", "2026-06-30", "2026-08-30"),
    V("CRPA L231-4, 3°", "cnav", "retraite-base", "2026-10-31", "2026-12-31", kind=PART),
    V("CRPA L231-4, 3°", "france_travail", "ass", "2026-12-30", "2027-02-28"),
    V("CRPA L231-4, 3°", "cnam", "ame", "2026-05-31", "2026-07-31"),
    V("CSS R341-8", "cnam", "invalidite", "2026-03-31", "2026-05-31"),
    V("Loi 2000-321 art. 21", "cnaf", "rsa", "2015-11-11", "2016-01-11"),
    V("CRPA L231-4, from 12 November 2015", "cnaf", "rsa", "2015-11-12", "2016-01-12"),
    V("CASF R241-33; CPC 641", "mdph", "aeeh", "2026-10-31", "2027-02-28"),
    V("CASF R241-33; CPC 641", "mdph", "pch", "2027-10-31", "2028-02-29"),
    V("CSS R821-2; CPC 641", "cnaf", "majoration-vie-autonome", "2028-01-30", "2028-02-29"),
    V("Décret 2001-532; CSS R721-39-1", "cnav", "reversion", "2026-10-30", "2027-02-28"),
    V("Décret 2001-532; CSS R721-39-1", "msa", "retraite-inaptitude", "2026-05-31", "2026-09-30", kind=PART),
    V("Décret 2004-1056 art. 36, I", "cdc", "retraite-ouvriers-etat", "2026-08-31", "2027-02-28"),
    V("Décret 2004-1056 art. 36, II", "cdc", "reversion-ouvriers-etat", "2026-08-31", "2026-12-31"),
    # The two steps of the AAH: the commission from the day of the claim, then the caisse from the day of the commission's decision.
    V("CASF R241-33; CSS R821-2, first step", "mdph", "aah", "2026-10-31", "2027-02-28"),
    V("CASF R241-33; CSS R821-2, first step", "mdph", "majoration-vie-autonome", "2028-10-30", "2029-02-28"),
    V("CSS R821-2, second step", "cnaf", "aah", "2026-12-31", "2027-01-31"),
    V("CSS R821-2, second step", "msa", "majoration-vie-autonome", "2027-01-29", "2027-02-28"),
    # Silence that accepts: from the complete file, at the competent organisme.
    V("CSS R861-16", "cnam", "c2s", "2026-12-20", "2027-02-28", "2026-12-31"),
    V("CSS R861-16", "msa", "c2s", "2026-03-01", None),
    V("CRPA L114-3, al. 3", "cnam", "c2s", "2026-03-01", "2026-05-15", "2026-03-15"),
    V("CRPA L114-3, al. 2", "cnaf", "rsa", "2026-03-01", "2026-05-01", "2026-03-15"),
    V("CRPA L114-5, al. 3", "cnam", "c2s", "2026-03-01", None, "2026-03-01", (ask("2026-03-10", "2026-03-31"),)),
    V("CRPA L114-5, al. 3", "mgen", "c2s", "2026-03-01", "2026-06-30", "2026-03-01", (ask("2026-03-05", None, "2026-04-02"), ask("2026-03-05", None, "2026-04-30"))),
    V("CSS R861-16: nothing undoes what silence gave", "cnam", "c2s", "2026-01-05", "2026-03-05", "2026-01-05", (ask("2026-03-06"),)),
    V("CSS R544-3", "cnaf", "ajpp", "2026-01-10", "2026-04-30", "2026-01-10"),
    V("CSS R544-3", "msa", "ajpp", "2025-11-30", "2026-02-28", "2025-11-30"),
    V("CSS R544-3", "cnaf", "ajpp", "2027-11-02", "2028-02-29", "2027-11-02"),
    V("CSS R441-7 and R441-18", "cnam", "accident-travail", "2026-03-01", "2026-04-01", "2026-03-01"),
    V("CSS R461-9 and R441-18", "cnam", "maladie-professionnelle", "2026-03-01", "2026-06-30", "2026-03-01"),
    V("CSS R162-18", "cnam", "entente-prealable", "2026-02-20", "2026-03-07", "2026-02-20"),
    V("CSS R162-18, leap year", "cnam", "entente-prealable", "2028-02-20", "2028-03-06", "2028-02-20"),
    # Suspension (CRPA L114-5, al. 4): while the piece may still be produced, and no longer.
    V("CRPA L114-5, al. 4: set day past, without the piece", "cnaf", "rsa", "2026-03-01", "2026-05-23", asks=(ask("2026-03-10", "2026-03-31"),)),
    V("CRPA L114-5, al. 4: under way", "cnaf", "rsa", "2026-03-01", None, asks=(ask("2026-03-10", "2026-03-31"),), today="2026-03-31"),
    V("CRPA L114-5, al. 4: the day after", "cnaf", "rsa", "2026-03-01", "2026-05-23", asks=(ask("2026-03-10", "2026-03-31"),), today="2026-04-01"),
    V("CRPA L114-5, al. 4: produced late", "cnaf", "rsa", "2026-03-01", "2026-05-23", asks=(ask("2026-03-10", "2026-03-31", "2026-04-20"),)),
    V("CRPA L114-5, al. 4: no day set", "cnaf", "rsa", "2026-03-01", None, asks=(ask("2026-03-10"),)),
    V("CRPA L114-5, al. 4: the same day", "cnaf", "rsa", "2026-03-01", "2026-05-01", asks=(ask("2026-03-10", None, "2026-03-10"),)),
    V("CRPA L114-5: two pieces at once count once", "cnaf", "rsa", "2026-03-01", "2026-05-21", asks=(ask("2026-03-10", None, "2026-03-20"), ask("2026-03-15", None, "2026-03-30"))),
    V("CRPA L114-5: two pieces apart add up", "cnaf", "rsa", "2026-03-01", "2026-05-16", asks=(ask("2026-03-10", None, "2026-03-20"), ask("2026-04-05", None, "2026-04-10"))),
    V("CRPA L231-4: asked for after the refusal", "cnaf", "rsa", "2026-03-01", "2026-05-01", asks=(ask("2026-05-02"),)),
    V("CRPA L114-5: asked for on the last day", "cnaf", "rsa", "2026-03-01", "2026-05-06", asks=(ask("2026-05-01", None, "2026-05-06"),)),
    V("CRPA L114-5: over 29 February", "cnaf", "aah", "2028-01-31", "2028-03-10", asks=(ask("2028-02-20", None, "2028-03-01"),)),
    V("CRPA L114-5", "mdph", "aah", "2026-10-31", "2027-03-21", asks=(ask("2026-11-10", "2026-12-31", "2026-12-01"),)),
    # Appeals.
    V("CSS R142-6, before 2019", "cnaf", "af", "2018-12-31", "2019-01-31", kind=APPEAL, path="cra"),
    V("CSS R142-6, since 2019", "cnaf", "af", "2019-01-01", "2019-03-01", kind=APPEAL, path="cra"),
    V("CSS R142-8-5, from 2019", "cnam", "invalidite", "2019-10-31", "2020-02-29", kind=APPEAL, path="cmra"),
    V("CSS R142-8-5", "cnam", "invalidite", "2026-10-31", "2027-02-28", kind=APPEAL, path="cmra"),
    V("CASF R262-89", "cnaf", "rsa", "2026-12-31", "2027-02-28", kind=APPEAL, path="rapo-rsa"),
    V("CASF R241-41", "mdph", "aah", "2026-12-30", "2027-02-28", kind=APPEAL, path="rapo-mdph"),
    V("CRPA L231-4, 2°", "cnaf", "prime-activite", "2026-06-30", "2026-08-30", kind=APPEAL, path="cra-prime-activite"),
    V("CRPA L231-4, 2°", "cnaf", "apl", "2026-06-30", "2026-08-30", kind=APPEAL, path="recours-logement"),
)  # fmt: skip
