"""Third stage: what the document says, held against who deposits it and when. Pure: text and dates in, findings out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from services.documents.checks.content import accounts, freshness, kinds, nir
from services.documents.checks.content.names import named
from services.documents.checks.ruling import Finding
from services.documents.domain.freshness import Freshness
from services.documents.domain.verdicts import Deposited, Outcome, RefusalReason

PASSED, FAILED, INCONCLUSIVE = Outcome.PASSED, Outcome.FAILED, Outcome.INCONCLUSIVE
# How far another type must be ahead, and how little the one announced must fit, for a machine to refuse alone.
_SURELY_OTHER, _SURELY_NOT = 7.0, 2.0


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a document. `layered`: letter for letter, so that an error in it is the document's and not the machine's."""

    deposited: Deposited
    text: str
    layered: bool
    type_found: str
    pages: int


def recognised(deposited: Deposited, text: str) -> tuple[Finding, str]:
    """Whether it is the document announced, and the type found."""
    found = kinds.recognise(text, deposited.type)
    refused = dict(deposited.refused_types)
    if found.type in refused:
        return Finding("type-reconnu", Outcome.NON_RECEVABLE, found.type, refused[found.type]), found.type
    announced = kinds.kinds().get(deposited.type)
    if found.type == deposited.type or (announced is not None and found.type in announced.also):
        return Finding("type-reconnu", PASSED, found.type), found.type
    if not found.type:
        return Finding("type-reconnu", INCONCLUSIVE, "aucun type"), ""
    sure = found.score >= _SURELY_OTHER and found.said < _SURELY_NOT and deposited.type in kinds.kinds()
    return Finding("type-reconnu", FAILED if sure else INCONCLUSIVE, found.type), found.type


def judged(read: Read, rules: Mapping[str, Freshness]) -> Iterator[Finding]:
    """Every check of the content that the type calls for."""
    kind = kinds.kinds().get(read.type_found or read.deposited.type)
    yield from _name(read, required=kind is not None and kind.named)
    if read.deposited.type == "rib":
        yield _account(read)
    yield from _number(read)
    rule = rules.get(read.deposited.freshness)
    if rule is not None:
        yield _date(read, rule)
    if read.deposited.limits.both_sides:
        yield Finding("recto-verso", PASSED if read.pages > 1 else INCONCLUSIVE, f"{read.pages} pages")


def dated(read: Read, rules: Mapping[str, Freshness]) -> tuple[date | None, date | None]:
    """The day from which its age is counted, and its last day, where they were read for certain."""
    rule = rules.get(read.deposited.freshness)
    found = freshness.read(rule, read.text, read.deposited.deposit_date) if rule is not None else None
    if found is None:
        return None, None
    return (found.day if found.sure or read.layered else None), found.expiry


def _name(read: Read, required: bool) -> Iterator[Finding]:
    found = named(read.deposited.holder, read.text)
    if found:
        yield Finding("nom-concordant", PASSED, "prénom et nom trouvés")
    elif found is None:
        if read.deposited.holder.given_names:
            yield Finding("nom-concordant", INCONCLUSIVE, "pas de texte", review=required)
    elif read.layered and required and read.type_found == read.deposited.type:
        yield Finding("nom-concordant", FAILED, "prénom et nom absents")
    else:
        yield Finding("nom-concordant", INCONCLUSIVE, "prénom et nom non trouvés", review=required)


def _account(read: Read) -> Finding:
    found = accounts.found_in(read.text)
    if not read.layered:
        found = [accounts.repaired(iban) for iban in found]
    right = [iban for iban in found if accounts.is_right(iban)]
    if not right and not (found and read.layered):
        # Written twice on most slips: where one was misread or is not there, the other stands, by its own key.
        right = accounts.slips_in(read.text)
    if right:
        return Finding("iban-rib", PASSED, f"{len(right)} IBAN, pays {right[0][:2]}")
    if found and read.layered:
        return Finding("iban-rib", FAILED, f"clé fausse, pays {found[0][:2]}")
    return Finding("iban-rib", INCONCLUSIVE, "clé fausse à la lecture" if found else "aucun IBAN lu")


def _number(read: Read) -> Iterator[Finding]:
    """Thirteen digits may be a tax number or a client's: a wrong key speaks only where such a number has to stand."""
    found = nir.found_in(read.text)
    keyed = [(number, key) for number, key in found if key]
    kind = kinds.kinds().get(read.type_found)
    if any(nir.key_of(number) == key for number, key in keyed):
        yield Finding("nir-cle", PASSED, "clé juste")
    elif found and kind is not None and kind.numbered:
        if keyed and read.layered:
            yield Finding("nir-cle", FAILED, "clé fausse")
            return
        yield Finding("nir-cle", INCONCLUSIVE, "clé absente" if not keyed else "clé fausse à la lecture")


def _date(read: Read, rule: Freshness) -> Finding:
    deposited = read.deposited
    found = freshness.read(rule, read.text, deposited.deposit_date)
    if found is None and deposited.document_date is not None:
        fresh = freshness.judge(rule, deposited.document_date, deposited.deposit_date)
        evidence = "date dite par la personne"
        return Finding("date-fraicheur", INCONCLUSIVE if fresh else FAILED, evidence, RefusalReason.PERIMEE)
    if found is None:
        return Finding("date-fraicheur", INCONCLUSIVE, "aucune date lue")
    if found.fresh:
        return Finding(
            "date-fraicheur", PASSED if found.sure or read.layered else INCONCLUSIVE, found.evidence, review=False
        )
    # A machine that misreads a year must not refuse a person alone, nor a date found by chance.
    return Finding("date-fraicheur", FAILED if found.sure and read.layered else INCONCLUSIVE, found.evidence)
