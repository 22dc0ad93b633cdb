"""2D-Docs among the checks: who signed, and whether what is written is what is signed."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from services.documents.checks.content import accounts, kinds
from services.documents.checks.content.names import named
from services.documents.checks.judgement import Read
from services.documents.checks.ruling import Finding
from services.documents.checks.signed.code import NotA2DDoc, TwoDDoc, parse, specs
from services.documents.checks.signed.coherence import compare, contradicts
from services.documents.checks.signed.keys import Keys
from services.documents.domain.verdicts import Outcome

# Fields that name whom the document is for.
_NAMES = ("10", "13", "30", "46", "48", "62")
_SIGNATURE, _COHERENCE = "2d-doc-signature", "2d-doc-coherence"


def signatures(read: Read, codes: tuple[str, ...], keys: Keys) -> Iterator[Finding]:
    """What the codes prove. Where the State signs every copy, one without a code that proves it goes to a person."""
    expected = _expected(read)
    found = [code for text in codes if (code := _parsed(text)) is not None]
    if not found:
        if expected:
            broken = any(text.startswith("DC0") for text in codes)
            yield Finding(_SIGNATURE, Outcome.INCONCLUSIVE, "code illisible" if broken else "aucun code", review=True)
        return
    for code in found:
        signed = keys.verify(code)
        yield _verdict(code, signed, review=expected)
        if signed:
            yield _coherence(code, read)


def proved(findings: Iterable[Finding], read: Read, codes: tuple[str, ...], keys: Keys) -> list[Finding]:
    """The findings, VERIFIED where a signed code that agrees with the text says the same."""
    listed = list(findings)
    agreed = any(one.rule == _COHERENCE and one.outcome is Outcome.PASSED for one in listed)
    signed = [code for text in codes if (code := _parsed(text)) is not None and keys.verify(code)] if agreed else []
    says = {rule for code in signed for rule in _proves(code, read)}
    return [
        replace(one, outcome=Outcome.VERIFIED) if one.rule in says and one.outcome is Outcome.PASSED else one
        for one in listed
    ]


def _proves(code: TwoDDoc, read: Read) -> Iterator[str]:
    if accounts.is_right(code.fields.get("31", "")):
        yield "iban-rib"
    if any(named(read.deposited.holder, code.fields.get(name, "")) for name in _NAMES):
        yield "nom-concordant"
    if "45" in code.fields:
        yield "date-fraicheur"


def _expected(read: Read) -> bool:
    known = kinds.kinds()
    return any(bool(known[name].signed) for name in (read.type_found, read.deposited.type) if name in known)


def _parsed(text: str) -> TwoDDoc | None:
    try:
        return parse(text)
    except NotA2DDoc:
        return None


def _verdict(code: TwoDDoc, signed: bool | None, review: bool) -> Finding:
    evidence = f"certificat {code.authority}/{code.certificate}, type {code.type}"
    if signed is None:
        return Finding(_SIGNATURE, Outcome.INCONCLUSIVE, f"{evidence}, inconnu", review=review)
    return Finding(_SIGNATURE, Outcome.VERIFIED if signed else Outcome.FAILED, evidence)


def _coherence(code: TwoDDoc, read: Read) -> Finding:
    if _other_type(code, read):
        return Finding(_COHERENCE, Outcome.FAILED, f"code de type {code.type}")
    compared = compare(code, read.text)
    if not compared.other:
        return Finding(_COHERENCE, Outcome.PASSED, f"champs {' '.join(compared.same)}")
    evidence = f"champs différents : {' '.join(compared.other)}"
    if read.layered or contradicts(code, read.text):
        return Finding(_COHERENCE, Outcome.FAILED, evidence)
    return Finding(_COHERENCE, Outcome.INCONCLUSIVE, evidence)


def _other_type(code: TwoDDoc, read: Read) -> bool:
    """A code of another kind of document was taken from there."""
    meant = specs()[1].get(code.type)
    return meant is not None and read.type_found not in ("", meant)
