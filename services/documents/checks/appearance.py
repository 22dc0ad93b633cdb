"""Second stage: what can be seen of the pages: whether they can be read, what is written on them, the codes that they bear."""

from dataclasses import dataclass

from services.documents.checks.files import ocr, quality
from services.documents.checks.files.barcodes import texts_on
from services.documents.checks.files.opened import Opened, Page, gray_of
from services.documents.checks.ruling import Finding
from services.documents.domain.verdicts import Outcome

# A page seen from afar is enough to tell a blank one; a letter has to be seen from closer to be called blurred.
_AFAR, _CLOSE = 75, 150
# What says what a document is stands on its first pages; the rest is looked at, and not read by a machine.
_READ_PAGES = 3
_LOOKED_PAGES = 20
_LETTERS = 20


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen. `layered`: the text is the PDF's own, letter for letter; otherwise a machine read a picture, or nothing did."""

    findings: tuple[Finding, ...]
    text: str
    layered: bool
    codes: tuple[str, ...]


def look(files: tuple[Opened, ...], signed: bool) -> Seen:
    """Every check of the pages' appearance. `signed`: such a document bears a code, which is then looked for from closer."""
    pages = [page for file in files for page in file.pages][:_LOOKED_PAGES]
    blank = [not page.text and quality.is_blank(gray_of(page.draw(_AFAR))) for page in pages]
    if all(blank):
        return Seen((Finding("page-blanche", Outcome.FAILED, f"{len(pages)} pages blanches"),), "", False, ())
    written = [page for page, empty in zip(pages, blank, strict=True) if not empty]
    sharp = _sharp(written)
    findings = [Finding("page-blanche", Outcome.PASSED, f"{sum(blank)} pages blanches sur {len(pages)}"), sharp]
    if sharp.outcome is Outcome.FAILED:
        return Seen(tuple(findings), "", False, ())
    said, text, layered = _text(written[:_READ_PAGES])
    codes = [
        code for page in written[:_READ_PAGES] for code in texts_on(page.draw, closer=signed and page.photographed)
    ]
    return Seen((*findings, said), text, layered, tuple(codes))


def _sharp(pages: list[Page]) -> Finding:
    """The page that is the least sharp speaks for all; one with its own text is drawn, hence sharp."""
    photographed = [page for page in pages if page.photographed]
    worst = min((quality.sharpness(gray_of(page.draw(_CLOSE))) for page in photographed), default=1.0)
    evidence = f"netteté {worst:.3f}" if photographed else "texte du PDF"
    if worst < quality.BLURRED:
        return Finding("page-floue", Outcome.FAILED, evidence)
    return Finding("page-floue", Outcome.INCONCLUSIVE if worst < quality.UNSURE else Outcome.PASSED, evidence)


def _text(pages: list[Page]) -> tuple[Finding, str, bool]:
    texts: list[str] = []
    layered = True
    for page in pages:
        if page.text:
            texts.append(page.text)
            continue
        layered = False
        try:
            texts.append(ocr.text_of(page.draw))
        except ocr.NoOcr as unread:
            return Finding("texte-lu", Outcome.INCONCLUSIVE, str(unread)), "\n".join(texts), False
    text = "\n".join(texts)
    if sum(character.isalnum() for character in text) < _LETTERS:
        return Finding("texte-lu", Outcome.INCONCLUSIVE, "trop peu de lettres"), text, layered
    return Finding("texte-lu", Outcome.PASSED, "couche de texte" if layered else "tesseract"), text, layered
