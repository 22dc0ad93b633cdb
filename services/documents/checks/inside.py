"""What a worker does with a document: three stages, each stopping the ones after it where it fails."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Self

from services.documents.checks.appearance import look
from services.documents.checks.content import kinds
from services.documents.checks.files import ocr
from services.documents.checks.files.assembly import joined
from services.documents.checks.files.images import make_ready
from services.documents.checks.judgement import Read, dated, judged, recognised
from services.documents.checks.ruling import Finding, needs_review, rules, verdict_of
from services.documents.checks.signature import proved, signatures
from services.documents.checks.signed.code import specs
from services.documents.checks.signed.keys import Keys
from services.documents.checks.structure import structure
from services.documents.domain.freshness import Freshness
from services.documents.domain.verdicts import Deposited, Examination, Outcome
from services.documents.rules.loader import load


@dataclass(frozen=True, slots=True)
class Inspector:
    """What is loaded once, before the first document."""

    keys: Keys
    freshness: Mapping[str, Freshness]

    @classmethod
    def of(cls, keys: Path | None) -> Self:
        """Raises what the loaders raise: a fault in the data stops the start."""
        # Read here, before any worker is born, so that none of them has to.
        rules(), kinds.kinds(), specs(), ocr.installed(), make_ready()
        return cls(Keys.load(keys), load().freshness)

    def examine(self, deposited: Deposited) -> Examination:
        """Every check that needs the content. Deterministic: the same deposit gives the same verdicts."""
        found, said = structure(deposited), partial(_examination, deposited.type)
        if not found.files:
            return said(found.findings)
        announced = kinds.kinds().get(deposited.type)
        seen = look(found.files, signed=announced is not None and bool(announced.signed))
        findings = [*found.findings, *seen.findings]
        if _fails(findings):
            return said(findings, pages=found.pages)
        type_said, type_found = recognised(deposited, seen.text)
        read = Read(deposited, seen.text, seen.layered, type_found, found.pages)
        findings += [type_said, *judged(read, self.freshness), *signatures(read, seen.codes, self.keys)]
        findings = proved(findings, read, seen.codes, self.keys)
        if _fails(findings):
            return said(findings, type_found, found.pages)
        content, media_type = joined(found.files)
        kept = said(findings, type_found, found.pages, (content, media_type))
        day, expiry = dated(read, self.freshness)
        return replace(kept, dated=day, expiry=expiry)


def _fails(findings: list[Finding]) -> bool:
    return any(one.outcome in (Outcome.FAILED, Outcome.NON_RECEVABLE) for one in findings)


def _examination(
    announced: str,
    findings: list[Finding] | tuple[Finding, ...],
    type_found: str = "",
    pages: int = 0,
    content: tuple[bytes, str] | None = None,
) -> Examination:
    cleaned, media_type = content if content is not None else (None, "")
    return Examination(
        verdicts=tuple(verdict_of(one, announced) for one in findings),
        type_found=type_found,
        pages=pages,
        media_type=media_type,
        content=cleaned,
        needs_review=not _fails(list(findings)) and needs_review(findings),
    )
