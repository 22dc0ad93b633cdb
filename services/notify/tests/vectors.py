"""Vectors of the calendar: what a person has, and the days that the rule gives. Each names its article or its source."""

from dataclasses import dataclass
from datetime import UTC, date, datetime


def d(text: str) -> date:
    return date.fromisoformat(text)


def months(text: str) -> tuple[date, ...]:
    """« 2025-02 2025-03 »"""
    return tuple(d(f"{month}-01") for month in text.split())


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass(frozen=True)
class Declared:
    """A declaration: the last day of its month, and what it is about; `due` None: there is none in that month of `looked`."""

    source: str
    benefit: str
    organisme: str
    start: str
    looked: str
    due: str | None
    about: str = ""
    department: str = "63"
    end: str | None = None
    works: bool = True


@dataclass(frozen=True)
class Renewed:
    """A right with an end, and the window; `opens` None: nothing is to be asked."""

    source: str
    benefit: str
    organisme: str
    end: str
    opens: str | None
    due: str = ""
    beside: str = ""
    automatic: bool = False


@dataclass(frozen=True)
class Schooled:
    """A child and a school year; `rule` None: nothing."""

    source: str
    department: str
    born: str
    year: int
    rule: str | None
    opens: str = ""
    due: str = ""


E, C, R = Declared, Renewed, Schooled
FACTS, R262, DEC24, DEC25 = "facts.md §4.1", "CASF R262-7", "décret 2024-693", "décret 2025-185"
MSA25 = "iletaitunepub.fr, July 2025"
DECLARED = (
    # The three vectors of facts.md §4.1, and the example of its table.
    E(FACTS, "rsa", "cnaf", "2025-03-10", "2025-06-01", "2025-06-30", "2025-02 2025-03 2025-04"),
    E(FACTS, "rsa", "cnaf", "2025-10-01", "2026-01-01", "2026-01-31", "2025-09 2025-10 2025-11"),
    E(FACTS, "rsa", "cnaf", "2024-11-01", "2025-02-01", "2025-02-28", "2024-11 2024-12 2025-01"),
    # Paid in May, June and July, as the right of April, May and June is (R846-3: in arrears): before the end of July.
    E(f"{FACTS}; CSS R846-3", "rsa", "cnaf", "2025-04-01", "2025-07-01", "2025-07-31", "2025-03 2025-04 2025-05"),
    E(
        f"{FACTS}; CSS R846-3",
        "prime-activite",
        "cnaf",
        "2025-04-20",
        "2025-07-15",
        "2025-07-31",
        "2025-03 2025-04 2025-05",
    ),
    # The day the Caf changes: 1 March 2025, and not before.
    E(DEC25, "rsa", "cnaf", "2024-12-01", "2025-03-01", "2025-03-31", "2024-11 2024-12 2025-01"),
    E(
        "moneyvox.fr (March 2025)",
        "prime-activite",
        "cnaf",
        "2024-12-15",
        "2025-03-01",
        "2025-03-31",
        "2024-11 2024-12 2025-01",
    ),
    E(R262, "rsa", "cnaf", "2024-11-30", "2025-02-10", "2025-02-28", "2024-11 2024-12 2025-01"),
    E(
        "CSS R842-2 (2015)",
        "prime-activite",
        "cnaf",
        "2016-01-01",
        "2016-04-01",
        "2016-04-30",
        "2016-01 2016-02 2016-03",
    ),
    # The MSA follows in July 2025.
    E(R262, "rsa", "msa", "2025-03-01", "2025-06-01", "2025-06-30", "2025-03 2025-04 2025-05"),
    E(MSA25, "prime-activite", "msa", "2025-04-01", "2025-07-01", "2025-07-31", "2025-03 2025-04 2025-05"),
    E(MSA25, "prime-activite", "msa", "2025-04-01", "2025-10-01", "2025-10-31", "2025-06 2025-07 2025-08"),
    E(MSA25, "rsa", "msa", "2025-02-01", "2025-05-01", "2025-05-31", "2025-02 2025-03 2025-04"),
    # The experiment of October 2024: five Caf, not the MSA of the same départements, nor other Caf, nor September.
    E(DEC24, "rsa", "cnaf", "2024-07-01", "2024-10-01", "2024-10-31", "2024-06 2024-07 2024-08", "06"),
    E(DEC24, "rsa", "cnaf", "2024-07-01", "2024-10-01", "2024-10-31", "2024-06 2024-07 2024-08", "10"),
    E(DEC24, "rsa", "cnaf", "2024-08-01", "2024-11-01", "2024-11-30", "2024-07 2024-08 2024-09", "34"),
    E(DEC24, "prime-activite", "cnaf", "2024-09-01", "2024-12-01", "2024-12-31", "2024-08 2024-09 2024-10", "64"),
    E(DEC24, "rsa", "cnaf", "2024-10-01", "2025-01-01", "2025-01-31", "2024-09 2024-10 2024-11", "85"),
    E(R262, "rsa", "cnaf", "2024-07-01", "2024-10-01", "2024-10-31", "2024-07 2024-08 2024-09", "63"),
    E(R262, "rsa", "msa", "2024-07-01", "2024-10-01", "2024-10-31", "2024-07 2024-08 2024-09", "34"),
    E(R262, "rsa", "cnaf", "2024-06-01", "2024-09-01", "2024-09-30", "2024-06 2024-07 2024-08", "34"),
    # Month ends, leap years, turns of the year.
    E(R262, "rsa", "cnaf", "2023-11-30", "2024-02-01", "2024-02-29", "2023-11 2023-12 2024-01"),
    E(DEC25, "rsa", "cnaf", "2027-11-15", "2028-02-29", "2028-02-29", "2027-10 2027-11 2027-12"),
    E(DEC25, "rsa", "cnaf", "2026-01-31", "2026-04-01", "2026-04-30", "2025-12 2026-01 2026-02"),
    E(DEC25, "rsa", "cnaf", "2024-02-29", "2026-11-22", "2026-11-30", "2026-07 2026-08 2026-09"),
    E(DEC25, "rsa", "cnaf", "2026-01-01", "2026-03-31", None),
    E(DEC25, "rsa", "cnaf", "2026-01-01", "2026-05-31", None),
    # No declaration once the right has ended; none for the AAH of who does not work.
    E(DEC25, "rsa", "cnaf", "2026-01-01", "2026-07-01", None, end="2026-06-30"),
    E(DEC25, "rsa", "cnaf", "2026-01-01", "2026-04-01", "2026-04-30", "2025-12 2026-01 2026-02", end="2026-06-30"),
    E("f.asperansa.org", "aah", "cnaf", "2026-01-01", "2026-04-01", "2026-04-30", "2026-01 2026-02 2026-03"),
    E("f.asperansa.org", "aah", "cnaf", "2026-01-01", "2026-04-01", None, works=False),
)
AMELI, MDPH, CLAMP = "ameli.fr (CSS L861-5)", "aide-sociale.fr (AAH)", "CPC 641"
RENEWED = (
    # facts.md §4.1.
    C(FACTS, "c2s", "cnam", "2026-12-31", "2026-08-31", "2026-10-31"),
    C(FACTS, "c2s", "cnam", "2027-04-30", "2026-12-30", "2027-02-28"),
    # Month ends, and 29 February on both sides.
    C(f"{AMELI}; {CLAMP}", "c2s", "cnam", "2028-04-30", "2027-12-30", "2028-02-29"),
    C(f"{AMELI}; {CLAMP}", "c2s", "cnam", "2028-04-29", "2027-12-29", "2028-02-29"),
    C(f"{AMELI}; {CLAMP}", "c2s", "cnam", "2027-04-29", "2026-12-29", "2027-02-28"),
    C(f"{AMELI}; {CLAMP}", "c2s", "cnam", "2028-02-29", "2027-10-29", "2027-12-29"),
    C(f"{AMELI}; {CLAMP}", "c2s", "msa", "2027-06-30", "2027-02-28", "2027-04-30"),
    C(f"{AMELI}; {CLAMP}", "c2s", "msa", "2028-06-30", "2028-02-29", "2028-04-30"),
    C(f"{AMELI}; {CLAMP}", "c2s", "mgen", "2027-03-31", "2026-11-30", "2027-01-31"),
    C(f"{AMELI}; {CLAMP}", "c2s", "cnam", "2027-01-31", "2026-09-30", "2026-11-30"),
    # Nothing to do with the RSA, the ASPA, the ASI.
    C(AMELI, "c2s", "cnam", "2027-01-31", "2026-09-30", "2026-11-30", beside="rsa", automatic=True),
    C(AMELI, "c2s", "cnam", "2027-01-31", "2026-09-30", "2026-11-30", beside="aspa", automatic=True),
    C(AMELI, "c2s", "cnam", "2027-01-31", "2026-09-30", "2026-11-30", beside="asi", automatic=True),
    C(AMELI, "c2s", "cnam", "2027-01-31", "2026-09-30", "2026-11-30", beside="aah"),
    # The names of before 1 November 2019: the last day falls under the old rule, or the new one.
    C("mutuelle.pagesjaunes.fr (ACS)", "c2s", "cnam", "2019-12-31", "2019-08-31", "2019-10-31"),
    C(AMELI, "c2s", "cnam", "2020-01-31", "2019-09-30", "2019-11-30"),
    C(FACTS, "aah", "cnaf", "2027-06-30", "2026-09-30", "2026-12-30"),
    C(f"{MDPH}; {CLAMP}", "aah", "msa", "2027-08-31", "2026-11-30", "2027-02-28"),
    C(f"{MDPH}; {CLAMP}", "aah", "cnaf", "2028-08-31", "2027-11-30", "2028-02-29"),
    C(f"{MDPH}; {CLAMP}", "aah", "cnaf", "2027-11-30", "2027-02-28", "2027-05-30"),
    C(f"{MDPH} (without limit)", "aah", "cnaf", "2999-12-31", None),
    C("place-handicap.fr", "aeeh", "cnaf", "2027-08-31", "2026-11-30", "2027-02-28"),
    C("circulaire 2005-407", "ame", "cnam", "2027-03-31", "2026-12-31", "2027-01-31"),
    C("C. trav. R5423-8", "ass", "france_travail", "2026-12-31", "2026-11-30", "2026-12-31"),
    C("C. trav. R5423-8", "ass", "france_travail", "2027-03-31", "2027-02-28", "2027-03-31"),
    C("C. trav. L5422-2", "are", "france_travail", "2027-01-31", "2026-11-30", "2027-01-31"),
    C("C. trav. L5422-2", "ati", "france_travail", "2027-04-30", "2027-02-28", "2027-04-30"),
    C("CSS L324-1", "ald", "cnam", "2027-05-31", "2027-02-28", "2027-05-31"),
    C("décret 2024-78", "ajpp", "cnaf", "2027-02-28", "2026-12-28", "2027-02-28"),
    C("C. trav. L1225-51", "prepare", "cnaf", "2027-04-30", "2027-02-28", "2027-03-30"),
    C(f"C. trav. L1225-51; {CLAMP}", "prepare", "msa", "2028-03-31", "2028-01-31", "2028-02-29"),
    C("CSS L341-15", "invalidite", "cnam", "2027-07-31", "2027-01-31", "2027-03-31"),
)
NANTES, YT, SIX = "infos-nantes.fr", "lejournaldemayotte.yt", "sixactualites.fr (born 16/09/2007–31/12/2019)"
SCHOOLED = (
    R(NANTES, "44", "2012-03-01", 2025, "ars-6-15", "2025-08-19", "2025-08-19"),
    R(NANTES, "44", "2009-03-01", 2025, "ars-16-18", "2025-07-15", "2025-08-18"),
    R("francetvinfo.fr", "63", "2005-03-01", 2021, "ars-16-18", "2021-07-15", "2021-08-16"),
    R("francetvinfo.fr", "974", "2005-03-01", 2021, "ars-16-18", "2021-07-15", "2021-08-02"),
    R("facts.md §4.1 (about 18 August)", "63", "2014-03-01", 2026, "ars-6-15", "2026-08-18", "2026-08-18"),
    R("facts.md §4.1 (about 5 August)", "974", "2014-03-01", 2026, "ars-6-15", "2026-08-04", "2026-08-04"),
    R("facts.md §4.1 (about 5 August)", "974", "2009-11-01", 2026, "ars-16-18", "2026-07-15", "2026-08-03"),
    R(YT, "976", "2015-03-01", 2025, "ars-6-15", "2025-08-05", "2025-08-05"),
    R(f"{YT} (the rectorat tells)", "976", "2009-03-01", 2025, None),
    R("journaldunet.com", "972", "2010-03-01", 2024, "ars-6-15", "2024-08-20", "2024-08-20"),
    R("zinfos974.com", "974", "2000-01-01", 2017, "ars-16-18", "2017-07-15", "2017-08-02"),
    R(SIX, "63", "2019-12-31", 2025, "ars-6-15", "2025-08-19", "2025-08-19"),
    R(SIX, "63", "2020-01-01", 2025, None),
    R(SIX, "63", "2007-09-16", 2025, "ars-16-18", "2025-07-15", "2025-08-18"),
    R(SIX, "63", "2007-09-15", 2025, None),
    R("lci.fr (2001 in 2017)", "63", "2009-12-31", 2025, "ars-16-18", "2025-07-15", "2025-08-18"),
    R("lci.fr (2001 in 2017)", "63", "2010-01-01", 2025, "ars-6-15", "2025-08-19", "2025-08-19"),
    R("lci.fr (2001 in 2017)", "63", "2008-02-29", 2024, "ars-16-18", "2024-07-15", "2024-08-19"),
)
# The person's day at an instant (IANA time zones): Paris changes its clock, overseas does not.
DAYS = (
    ("63", "2026-12-31T22:59:59", "2026-12-31"),
    ("63", "2026-12-31T23:00:00", "2027-01-01"),
    ("63", "2026-07-31T21:59:59", "2026-07-31"),
    ("63", "2026-07-31T22:00:00", "2026-08-01"),
    ("63", "2026-03-29T00:59:59", "2026-03-29"),
    ("63", "2026-10-25T22:59:59", "2026-10-25"),
    ("63", "2026-10-25T23:00:00", "2026-10-26"),
    ("974", "2026-10-31T19:59:59", "2026-10-31"),
    ("974", "2026-10-31T20:00:00", "2026-11-01"),
    ("974", "2028-02-28T20:00:00", "2028-02-29"),
    ("976", "2026-12-31T20:59:59", "2026-12-31"),
    ("976", "2026-12-31T21:00:00", "2027-01-01"),
    ("972", "2027-01-01T03:59:59", "2026-12-31"),
    ("972", "2027-01-01T04:00:00", "2027-01-01"),
    ("973", "2027-01-01T02:59:59", "2026-12-31"),
    ("973", "2027-01-01T03:00:00", "2027-01-01"),
    ("975", "2026-07-01T01:59:59", "2026-06-30"),
    ("987", "2026-11-22T09:59:59", "2026-11-21"),
    ("988", "2026-11-22T13:00:00", "2026-11-23"),
    ("", "2026-12-31T23:00:00", "2027-01-01"),
)
# Legal age (CSS L161-17-2, service-public A18825 of 27 February 2026): born, first day of a pension.
AGES = (
    ("1963-11-20", "2026-09-01"), ("1964-05-15", "2027-03-01"), ("1965-03-31", "2028-01-01"), ("1965-04-01", "2028-04-01"),
    ("1966-07-10", "2029-11-01"), ("1968-02-29", "2031-12-01"), ("1969-07-10", "2033-08-01"), ("1990-05-15", "2054-06-01"),
)  # fmt: skip
