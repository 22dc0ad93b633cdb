"""First stage: what each file is. A file that fails here is opened no further."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.documents.checks.files.images import open_image
from services.documents.checks.files.magic import IMAGES, Kind, kind_of
from services.documents.checks.files.opened import Opened, Unreadable
from services.documents.checks.files.pdf import NeedsPassword, open_pdf, structure_of
from services.documents.checks.files.polyglot import second_content
from services.documents.checks.ruling import Finding
from services.documents.domain.verdicts import Deposited, Limits, Outcome

PASSED, FAILED = Outcome.PASSED, Outcome.FAILED
_NAMES = {
    Kind.PDF: "PDF",
    Kind.JPEG: "JPEG",
    Kind.PNG: "PNG",
    Kind.HEIC: "HEIC",
    Kind.EMPTY: "vide",
    Kind.OTHER: "autre",
}


@dataclass(frozen=True, slots=True)
class Structured:
    """What the first stage found. `files` is empty where one of them failed."""

    findings: tuple[Finding, ...]
    files: tuple[Opened, ...]

    @property
    def pages(self) -> int:
        """Of the whole."""
        return sum(len(file.pages) for file in self.files)


def structure(deposited: Deposited) -> Structured:
    """Every check of the files themselves."""
    findings: list[Finding] = []
    opened: list[Opened] = []
    for rank, content in enumerate(deposited.files, start=1):
        said, file = _one(content, deposited.limits, len(deposited.files) > 1, rank)
        findings.extend(said)
        if file is not None:
            opened.append(file)
    files = tuple(opened) if len(opened) == len(deposited.files) else ()
    if files or not deposited.files:
        findings.append(_pages(sum(len(file.pages) for file in files), deposited.limits))
    kept = tuple(_worst(findings))
    return Structured(kept, () if any(one.outcome is FAILED for one in kept) else files)


def _one(content: bytes, limits: Limits, several: bool, rank: int) -> tuple[list[Finding], Opened | None]:
    """The findings on one file, up to the first that fails."""
    findings: list[Finding] = []
    file = None
    where = f"fichier {rank}, " if several else ""
    for finding, opened in _steps(content, limits):
        findings.append(Finding(finding.rule, finding.outcome, where + finding.evidence))
        file = opened
        if finding.outcome is FAILED:
            return findings, None
    return findings, file


def _steps(content: bytes, limits: Limits) -> Iterator[tuple[Finding, Opened | None]]:
    fits = 0 < len(content) <= limits.maximum_bytes
    yield Finding("fichier-taille", PASSED if fits else FAILED, f"{len(content)} octets"), None
    kind = kind_of(content)
    taken = kind.value in limits.media_types and (kind is Kind.PDF or kind in IMAGES)
    yield Finding("fichier-type-reel", PASSED if taken else FAILED, _NAMES[kind]), None
    second = second_content(content, kind)
    yield Finding("fichier-polyglotte", FAILED if second else PASSED, second or "un seul contenu"), None
    yield from _pdf(content, limits) if kind is Kind.PDF else _image(content, kind)


def _pdf(content: bytes, limits: Limits) -> Iterator[tuple[Finding, Opened | None]]:
    try:
        found = structure_of(content)
    except NeedsPassword as locked:
        yield Finding("pdf-protege", FAILED, str(locked)), None
        return
    except Unreadable as wrong:
        yield Finding("fichier-lisible", FAILED, str(wrong)), None
        return
    yield Finding("pdf-protege", PASSED, "protégé contre la modification" if found.restricted else "libre"), None
    yield Finding("pdf-actif", FAILED if found.active else PASSED, ", ".join(found.active) or "rien d'actif"), None
    if not 0 < found.pages <= limits.maximum_pages:
        yield Finding("fichier-nombre-pages", FAILED, f"{found.pages} pages"), None
    try:
        opened = open_pdf(content, found.pages)
    except Unreadable as wrong:
        yield Finding("fichier-lisible", FAILED, str(wrong)), None
        return
    yield Finding("fichier-lisible", PASSED, f"{found.pages} pages"), None
    yield Finding("metadonnees-retirees", PASSED, f"{opened.stripped} blocs retirés"), opened


def _image(content: bytes, kind: Kind) -> Iterator[tuple[Finding, Opened | None]]:
    try:
        opened = open_image(content, kind)
    except Unreadable as wrong:
        yield Finding("fichier-lisible", FAILED, str(wrong)), None
        return
    yield Finding("fichier-lisible", PASSED, "1 image"), None
    yield Finding("metadonnees-retirees", PASSED, f"{opened.stripped} blocs retirés"), opened


def _pages(count: int, limits: Limits) -> Finding:
    return Finding("fichier-nombre-pages", PASSED if 0 < count <= limits.maximum_pages else FAILED, f"{count} pages")


def _worst(findings: Sequence[Finding]) -> Iterator[Finding]:
    """One finding by rule, the worst of the files: FAILED before the rest."""
    by_rule: dict[str, Finding] = {}
    for finding in findings:
        held = by_rule.get(finding.rule)
        if held is None or (held.outcome is not FAILED and finding.outcome is FAILED):
            by_rule[finding.rule] = finding
    return iter(by_rule.values())
