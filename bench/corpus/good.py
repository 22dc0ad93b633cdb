"""Good ones, easy and hard: papers, scans, photos, and what a hasty check would refuse."""

import random
from collections.abc import Callable, Iterator

from PIL import Image

from bench.corpus import attacks, drawing, every, papers, tricky, tricky_more
from bench.corpus.case import (
    PASSED,
    TODAY,
    VERIFIED,
    Case,
    Fate,
    deposit,
    fresh_day,
    paper,
    signed_paper,
)
from bench.corpus.people import grouped, someone
from services.documents.domain.verdicts import Outcome

# A child's, a relative's: whoever deposits them is not always on them.
_OF_OTHERS = ("certificat-scolarite", "acte-deces")


def good_pdfs(rng: random.Random) -> Iterator[Case]:
    for kind in every.LAWFUL:
        for _ in range(4):
            person = someone(rng)
            content = signed_paper(kind, person, fresh_day(kind, rng))
            yield Case(
                "",
                "bon-pdf",
                deposit(kind, person, content),
                Fate.TAKEN,
                _good(kind),
                typed=every.FOUND.get(kind, kind),
            )


def _good(kind: str) -> dict[str, Outcome]:
    expected = {
        "fichier-type-reel": PASSED, "fichier-polyglotte": PASSED, "fichier-lisible": PASSED, "page-blanche": PASSED, "page-floue": PASSED,
        "texte-lu": PASSED, "type-reconnu": PASSED, "logiciel-malveillant": PASSED,
    }  # fmt: skip
    if kind not in _OF_OTHERS:
        expected["nom-concordant"] = PASSED
    if kind in papers.FRESHNESS:
        expected["date-fraicheur"] = PASSED
    if kind == "rib":
        expected["iban-rib"] = PASSED
    if kind in ("fiche-de-paie", "attestation-indemnites-journalieres"):
        expected["nir-cle"] = PASSED
    if kind == "avis-impot":
        expected |= {rule: VERIFIED for rule in ("2d-doc-signature", "nom-concordant", "date-fraicheur")} | {
            "2d-doc-coherence": PASSED
        }
    return expected


def tricky_ones(rng: random.Random) -> Iterator[Case]:
    """Papers that speak of others: a bill with a slip to pay, a contract that lists what is annexed to it."""
    listed = (*((kind, write, "") for kind, write in tricky.PAPERS), *tricky_more.PAPERS)
    for kind, write, found in listed:
        for _ in range(3):
            person = someone(rng)
            content = drawing.pdf_of([write(person, fresh_day(kind, rng))])
            yield Case(
                "", "melange", deposit(kind, person, content), Fate.TAKEN, {"type-reconnu": PASSED}, typed=found or kind
            )


_SCANNED = (
    "rib",
    "fiche-de-paie",
    "avis-impot",
    "justificatif-domicile",
    "bail",
    "contrat-travail",
    "acte-naissance",
    "notification-are",
)


_SEEN = {
    "fichier-type-reel": PASSED,
    "fichier-lisible": PASSED,
    "page-blanche": PASSED,
    "page-floue": PASSED,
    "texte-lu": PASSED,
}


def scans(rng: random.Random) -> Iterator[Case]:
    """Pictures only, in a PDF, a PNG or a JPEG; a little askew, or lying on their side."""
    for kind in _SCANNED:
        for angle in (0.0, rng.uniform(-2.5, 2.5), 90.0):
            person = someone(rng)
            page = drawing.drawn(signed_paper(kind, person, fresh_day(kind, rng)), 200)
            seen = drawing.scanned(page, rng, rng.uniform(2, 9), angle)
            content = rng.choice(
                (lambda p: drawing.pdf_of_images([p]), drawing.jpeg, lambda p: drawing.encoded(p, "PNG"))
            )(seen)
            yield Case("", "scan", deposit(kind, person, content), Fate.TAKEN, dict(_SEEN), typed=kind, needs_ocr=True)


def photos(rng: random.Random) -> Iterator[Case]:
    """By a telephone: placed on the map, turned, in HEIC."""
    for kind in (
        "rib",
        "fiche-de-paie",
        "justificatif-domicile",
        "quittance-loyer",
        "attestation-hebergement",
        "contrat-travail",
    ):
        for form in ("JPEG", "GPS", "turned", "HEIF"):
            person = someone(rng)
            page = drawing.photographed(drawing.drawn(paper(kind, person, fresh_day(kind, rng)), 220), rng)
            content = _taken(page, form)
            expected = _SEEN | {"metadonnees-retirees": PASSED}
            yield Case("", "photo", deposit(kind, person, content), Fate.TAKEN, expected, typed=kind, needs_ocr=True)


def _taken(page: Image.Image, form: str) -> bytes:
    if form == "HEIF":
        return drawing.encoded(page, "HEIF")
    if form == "turned":
        return drawing.jpeg(page.rotate(90, expand=True), placed=True, orientation=6)
    return drawing.jpeg(page, placed=form == "GPS")


def several(rng: random.Random) -> Iterator[Case]:
    """Pages in several files: both sides of a card, a payslip and its second page."""
    for kind in ("piece-identite", "titre-sejour"):
        for _ in range(3):
            person = someone(rng)
            front = drawing.jpeg(
                drawing.scanned(drawing.drawn(paper(kind, person, fresh_day(kind, rng)), 200), rng, 3.0), placed=True
            )
            back = drawing.jpeg(
                drawing.drawn(
                    drawing.pdf_of([["Adresse", person.street, person.town, "Date de délivrance 12 03 2020"]]), 200
                )
            )
            expected = {"recto-verso": PASSED, "fichier-nombre-pages": PASSED}
            yield Case(
                "", "plusieurs", deposit(kind, person, front, back), Fate.TAKEN, expected, typed=kind, needs_ocr=True
            )
            mixed = paper("bail", person, TODAY), drawing.jpeg(drawing.drawn(paper("bail", person, TODAY), 120))
            yield Case(
                "",
                "plusieurs",
                deposit("bail", person, *mixed),
                Fate.TAKEN,
                {"fichier-nombre-pages": PASSED},
                typed="bail",
                needs_ocr=True,
            )


def edges(rng: random.Random) -> Iterator[Case]:
    """Good ones that a hasty check would refuse."""
    made: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
        ("restreint", attacks.restricted), ("espace-devant", lambda good: b"\xef\xbb\xbf\r\n" + good), ("fin-manquante", lambda good: good.replace(b"%%EOF", b"")),
        ("octets-nuls", lambda good: good + bytes(64)),
    )  # fmt: skip
    for _ in range(3):
        for name, change in made:
            person = someone(rng)
            content = change(paper("rib", person, TODAY))
            yield Case(
                "",
                name,
                deposit("rib", person, content),
                Fate.TAKEN,
                {"fichier-lisible": PASSED, "iban-rib": PASSED},
                typed="rib",
            )
        yield from _odd_layouts(rng)


def _odd_layouts(rng: random.Random) -> Iterator[Case]:
    """In capitals and without spaces; and a page whose back is blank."""
    person = someone(rng)
    lines = [line.replace(grouped(person.iban), person.iban) for line in papers.rib(person, TODAY)]
    slip = drawing.pdf_of([[line.replace(person.name, person.reversed_name.upper()) for line in lines]])
    expected = {"nom-concordant": PASSED, "iban-rib": PASSED}
    yield Case("", "majuscules", deposit("rib", person, slip), Fate.TAKEN, expected, typed="rib")
    lease = drawing.pdf_of([papers.lease(person, TODAY), []])
    yield Case("", "dos-blanc", deposit("bail", person, lease), Fate.TAKEN, {"page-blanche": PASSED}, typed="bail")
