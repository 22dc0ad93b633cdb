"""The cases of the corpus: each a deposit and what must be found of it. The same seed gives the same bytes but for what a signature draws."""

# Every maker has the same parameters, whichever it needs.
# ruff: noqa: ARG001

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from PIL import Image

from bench.corpus import attacks, drawing, papers, signing, tricky
from bench.corpus.people import Someone, grouped, iban, someone
from services.documents.domain.freshness import add_months
from services.documents.domain.verdicts import Deposited, Limits, Outcome, RefusalReason

TODAY = date(2026, 11, 16)
REFUSED_TYPES = tuple((name, RefusalReason.ORIGINAL_PAPIER_REQUIS) for name in papers.NEVER)
PASSED, FAILED, INCONCLUSIVE, VERIFIED = Outcome.PASSED, Outcome.FAILED, Outcome.INCONCLUSIVE, Outcome.VERIFIED


class Fate(StrEnum):
    """What must become of a case. TAKEN: never refused, though a person may look; REFUSED: refused by the machine; STOPPED: refused or
    looked at by a person, but not accepted by the machine alone."""

    TAKEN = "TAKEN"
    REFUSED = "REFUSED"
    STOPPED = "STOPPED"


@dataclass(frozen=True)
class Case:
    """One case. `expected`: what named rules must say. `family`: what it is made to try; `typed`: its type has to be recognised."""

    name: str
    family: str
    deposited: Deposited
    fate: Fate
    expected: dict[str, Outcome] = field(default_factory=dict)
    typed: str = ""
    forged: bool = False
    infected: bool = False
    needs_ocr: bool = False


def corpus(seed: int = 4) -> Iterator[Case]:
    """Every case, in a fixed order."""
    rng = random.Random(seed)  # noqa: S311
    for family in (
        _good_pdfs,
        _tricky,
        _scans,
        _photos,
        _bad_pictures,
        _attacks,
        _codes,
        _wrong,
        _never,
        _several,
        _edges,
    ):
        for number, case in enumerate(family(rng)):
            yield replace(
                case, name=f"{case.family}-{number:03d}", deposited=replace(case.deposited, refused_types=REFUSED_TYPES)
            )


def fresh_day(kind: str, rng: random.Random) -> date:
    """A day that makes the document good today."""
    if kind == "fiche-de-paie":
        return add_months(TODAY.replace(day=1), -rng.randint(1, 3))
    if kind == "avis-impot":
        return date(2026, 8, 1)
    if kind in ("piece-identite", "titre-sejour"):
        return TODAY + timedelta(days=rng.randint(60, 2000))
    return TODAY - timedelta(days=rng.randint(2, 60))


def deposit(kind: str, person: Someone, *files: bytes) -> Deposited:
    """A deposit as the service makes it."""
    sides = Limits(both_sides=kind in ("piece-identite", "titre-sejour"))
    return Deposited(files, kind, TODAY, person.holder, sides, papers.FRESHNESS.get(kind, ""))


def paper(kind: str, person: Someone, day: date, code: Image.Image | None = None) -> bytes:
    """As a PDF."""
    return drawing.pdf_of([papers.PAPERS[kind](person, day)], code)


def tax_code(person: Someone, year: int = 2025, income: int = 24000) -> str:
    """What is signed of a tax notice."""
    return signing.message("28", signing.tax_fields(person, year, income), date(year + 1, 7, 31))


def signed_paper(kind: str, person: Someone, day: date) -> bytes:
    """With the 2D-Doc that the State prints on it, where it prints one."""
    code = signing.matrix(signing.signed(tax_code(person, day.year - 1))) if kind == "avis-impot" else None
    return paper(kind, person, day, code)


_LAWFUL = tuple(kind for kind in papers.PAPERS if kind not in papers.NEVER)


def _good_pdfs(rng: random.Random) -> Iterator[Case]:
    for kind in _LAWFUL:
        for _ in range(4):
            person = someone(rng)
            content = signed_paper(kind, person, fresh_day(kind, rng))
            yield Case("", "bon-pdf", deposit(kind, person, content), Fate.TAKEN, _good(kind), typed=kind)


def _good(kind: str) -> dict[str, Outcome]:
    expected = {
        "fichier-type-reel": PASSED, "fichier-polyglotte": PASSED, "fichier-lisible": PASSED, "page-blanche": PASSED, "page-floue": PASSED,
        "texte-lu": PASSED, "type-reconnu": PASSED, "logiciel-malveillant": PASSED,
    }  # fmt: skip
    if kind not in ("certificat-scolarite",):
        expected["nom-concordant"] = PASSED
    if kind in papers.FRESHNESS:
        expected["date-fraicheur"] = PASSED
    if kind == "rib":
        expected["iban-rib"] = PASSED
    if kind == "fiche-de-paie":
        expected["nir-cle"] = PASSED
    if kind == "avis-impot":
        expected |= {rule: VERIFIED for rule in ("2d-doc-signature", "nom-concordant", "date-fraicheur")} | {
            "2d-doc-coherence": PASSED
        }
    return expected


def _tricky(rng: random.Random) -> Iterator[Case]:
    """Papers that speak of others: a bill with a slip to pay, a contract that lists what is annexed to it."""
    for kind, write in tricky.PAPERS:
        for _ in range(3):
            person = someone(rng)
            content = drawing.pdf_of([write(person, fresh_day(kind, rng))])
            yield Case("", "melange", deposit(kind, person, content), Fate.TAKEN, {"type-reconnu": PASSED}, typed=kind)


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


def _scans(rng: random.Random) -> Iterator[Case]:
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


def _photos(rng: random.Random) -> Iterator[Case]:
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


def _bad_pictures(rng: random.Random) -> Iterator[Case]:
    for radius in (6.0, 8.0, 10.0, 12.0, 16.0, 20.0):
        for kind in ("rib", "fiche-de-paie", "avis-impot"):
            person = someone(rng)
            page = drawing.blurred(drawing.drawn(paper(kind, person, fresh_day(kind, rng)), 150), radius * 0.75)
            content = drawing.jpeg(drawing.scanned(page, rng, 2.0))
            yield Case("", "floue", deposit(kind, person, content), Fate.REFUSED, {"page-floue": FAILED})
    for grain in (0.5, 2.0, 4.0, 6.0, 9.0, 12.0):
        person, white = someone(rng), Image.new("L", (1654, 2339), 255)
        seen = drawing.scanned(white, rng, grain)
        content = rng.choice((drawing.jpeg, lambda p: drawing.pdf_of_images([p])))(seen)
        yield Case("", "blanche", deposit("rib", person, content), Fate.REFUSED, {"page-blanche": FAILED})
    yield Case("", "blanche", deposit("rib", person, drawing.pdf_of([[], []])), Fate.REFUSED, {"page-blanche": FAILED})


def _attacks(rng: random.Random) -> Iterator[Case]:
    for on_pdf, listed in ((True, attacks.ON_PDF), (False, attacks.ON_JPEG)):
        for rule, made in listed.items():
            for attack in made:
                person = someone(rng)
                good = paper("rib", person, TODAY)
                content = attack(good if on_pdf else drawing.jpeg(drawing.drawn(good, 150)))
                expected = {} if attack in (attacks.thin_image_bomb, attacks.huge_page) else {rule: FAILED}
                yield Case(
                    "",
                    attack.__name__,
                    deposit("rib", person, content),
                    Fate.REFUSED,
                    expected,
                    infected="infected" in attack.__name__,
                )

    for attack in (attacks.infected_pdf, attacks.infected_tail, attacks.infected):
        person = someone(rng)
        good = paper("bail", person, TODAY)
        second = deposit("bail", person, good, attack(good))
        yield Case("", "infected_second", second, Fate.REFUSED, {"logiciel-malveillant": FAILED}, infected=True)
        picture = drawing.encoded(drawing.drawn(good, 100), "PNG")
        yield Case(
            "",
            "infected_png",
            deposit("bail", person, attacks.infected_tail(picture)),
            Fate.REFUSED,
            {"logiciel-malveillant": FAILED},
            infected=True,
        )


def _codes(rng: random.Random) -> Iterator[Case]:
    """2D-Docs: forged in each way that we could think of, by somebody unknown, and true ones on an account."""
    for _ in range(4):
        for forge in (
            _other_income,
            _wrong_key,
            _true_code_other_text,
            _true_code_other_person,
            _code_of_another_paper,
        ):
            person = someone(rng)
            content, rule = forge(person, rng)
            yield Case("", "faux", deposit("avis-impot", person, content), Fate.STOPPED, {rule: FAILED}, forged=True)
        person = someone(rng)
        account = signing.message("03", signing.account_fields(person), TODAY)
        lines = papers.rib(replace(person, iban=iban(rng)), TODAY)
        content = drawing.pdf_of([lines], signing.matrix(signing.signed(account)))
        yield Case("", "faux", deposit("rib", person, content), Fate.STOPPED, {"2d-doc-coherence": FAILED}, forged=True)
        scan = drawing.jpeg(drawing.scanned(drawing.drawn(content, 200), rng, 3.0))
        yield Case(
            "",
            "faux",
            deposit("rib", person, scan),
            Fate.STOPPED,
            {"2d-doc-coherence": FAILED},
            forged=True,
            needs_ocr=True,
        )
        content, _ = _true_code_other_text(person, rng)
        scan = drawing.jpeg(drawing.scanned(drawing.drawn(content, 200), rng, 3.0))
        yield Case("", "faux", deposit("avis-impot", person, scan), Fate.STOPPED, {}, forged=True, needs_ocr=True)
        yield from _unknown_and_true(rng)


def _unknown_and_true(rng: random.Random) -> Iterator[Case]:
    person = someone(rng)
    stranger = signing.message("28", signing.tax_fields(person, 2025, 24000), date(2026, 7, 31), certificate="UNKN")
    content = paper("avis-impot", person, date(2026, 8, 1), signing.matrix(signing.signed(stranger, signing.STRANGER)))
    yield Case(
        "",
        "inconnu",
        deposit("avis-impot", person, content),
        Fate.TAKEN,
        {"2d-doc-signature": INCONCLUSIVE},
        typed="avis-impot",
    )
    account = signing.message("03", signing.account_fields(person), TODAY)
    content = paper("rib", person, TODAY, signing.matrix(signing.signed(account)))
    expected = {
        "2d-doc-signature": VERIFIED,
        "2d-doc-coherence": PASSED,
        "iban-rib": VERIFIED,
        "nom-concordant": VERIFIED,
    }
    yield Case("", "signe", deposit("rib", person, content), Fate.TAKEN, expected, typed="rib")


def _other_income(person: Someone, rng: random.Random) -> tuple[bytes, str]:
    """The income changed inside the code, the signature left."""
    text = signing.signed(tax_code(person)).replace("4124000", "4112000")
    lines = [line.replace("24 000", "12 000") for line in papers.tax_notice(person, date(2026, 8, 1))]
    return drawing.pdf_of([lines], signing.matrix(text)), "2d-doc-signature"


def _wrong_key(person: Someone, rng: random.Random) -> tuple[bytes, str]:
    """Signed by a stranger in the name of a known certificate."""
    text = signing.signed(tax_code(person), signing.STRANGER)
    return paper("avis-impot", person, date(2026, 8, 1), signing.matrix(text)), "2d-doc-signature"


def _true_code_other_text(person: Someone, rng: random.Random) -> tuple[bytes, str]:
    """A true code, and another income on the paper."""
    lines = [line.replace("24 000", "12 000") for line in papers.tax_notice(person, date(2026, 8, 1))]
    return drawing.pdf_of([lines], signing.matrix(signing.signed(tax_code(person)))), "2d-doc-coherence"


def _true_code_other_person(person: Someone, rng: random.Random) -> tuple[bytes, str]:
    """Somebody else's true code on one's own paper."""
    other = replace(someone(rng), iban=iban(rng))
    return paper(
        "avis-impot", person, date(2026, 8, 1), signing.matrix(signing.signed(tax_code(other)))
    ), "2d-doc-coherence"


def _code_of_another_paper(person: Someone, rng: random.Random) -> tuple[bytes, str]:
    """One's own true code, from a bank's slip."""
    account = signing.message("03", signing.account_fields(person), TODAY)
    return paper("avis-impot", person, date(2026, 8, 1), signing.matrix(signing.signed(account))), "2d-doc-coherence"


def _wrong(rng: random.Random) -> Iterator[Case]:
    """Somebody else's, too old, with a wrong key, or another document than the one announced."""
    for _ in range(3):
        for kind in ("rib", "fiche-de-paie", "justificatif-domicile"):
            person, other = someone(rng), _unlike(rng)
            content = paper(kind, other, fresh_day(kind, rng))
            yield Case(
                "",
                "autre-personne",
                deposit(kind, person, content),
                Fate.STOPPED,
                {"nom-concordant": FAILED},
                typed=kind,
            )
        for kind, day in _STALE.items():
            person = someone(rng)
            yield Case(
                "",
                "perime",
                deposit(kind, person, signed_paper(kind, person, day)),
                Fate.REFUSED,
                {"date-fraicheur": FAILED},
                typed=kind,
            )
        person = someone(rng)
        wrong = replace(person, iban=person.iban[:-1] + str((int(person.iban[-1]) + 1) % 10))
        yield Case(
            "",
            "iban-faux",
            deposit("rib", person, paper("rib", wrong, TODAY)),
            Fate.REFUSED,
            {"iban-rib": FAILED},
            typed="rib",
        )
        wrong = replace(person, nir=person.nir[:-2] + f"{(int(person.nir[-2:]) + 1) % 97:02d}")
        content = paper("fiche-de-paie", wrong, fresh_day("fiche-de-paie", rng))
        yield Case(
            "",
            "nir-faux",
            deposit("fiche-de-paie", person, content),
            Fate.REFUSED,
            {"nir-cle": FAILED},
            typed="fiche-de-paie",
        )
        for announced, real in (
            ("rib", "bail"),
            ("fiche-de-paie", "justificatif-domicile"),
            ("avis-impot", "rib"),
            ("bail", "certificat-scolarite"),
        ):
            person = someone(rng)
            content = signed_paper(real, person, fresh_day(real, rng))
            yield Case(
                "",
                "autre-document",
                deposit(announced, person, content),
                Fate.STOPPED,
                {"type-reconnu": FAILED},
                typed=real,
            )


_STALE = {
    "fiche-de-paie": date(2026, 5, 1), "avis-impot": date(2024, 8, 1), "justificatif-domicile": date(2026, 6, 2),
    "quittance-loyer": date(2026, 7, 31), "titre-sejour": date(2026, 10, 30), "piece-identite": date(2025, 3, 1),
}  # fmt: skip


def _unlike(rng: random.Random) -> Someone:
    """Nobody of the corpus: no name of theirs is near."""
    other = someone(rng)
    return replace(
        other,
        holder=replace(other.holder, given_names=("Wilfrid", "Xavière"), birth_name="QUÉMENEUR-BZOWSKI", usual_name=""),
    )


def _never(rng: random.Random) -> Iterator[Case]:
    """What the law lets nobody take, under its name or under another."""
    for kind in papers.NEVER:
        for announced in (kind, "certificat-travail", "rib"):
            for scan in (False, True):
                person = someone(rng)
                content = paper(kind, person, TODAY)
                if scan:
                    content = drawing.jpeg(drawing.scanned(drawing.drawn(content, 200), rng))
                expected = {"type-reconnu": Outcome.NON_RECEVABLE}
                yield Case(
                    "",
                    "non-recevable",
                    deposit(announced, person, content),
                    Fate.REFUSED,
                    expected,
                    typed=kind,
                    needs_ocr=scan,
                )


def _several(rng: random.Random) -> Iterator[Case]:
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


def _edges(rng: random.Random) -> Iterator[Case]:
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
        person = someone(rng)
        lines = [line.replace(grouped(person.iban), person.iban) for line in papers.rib(person, TODAY)]
        lines = [line.replace(person.name, person.reversed_name.upper()) for line in lines]
        yield Case(
            "",
            "majuscules",
            deposit("rib", person, drawing.pdf_of([lines])),
            Fate.TAKEN,
            {"nom-concordant": PASSED, "iban-rib": PASSED},
            typed="rib",
        )
        blank_back = drawing.pdf_of([papers.lease(person, TODAY), []])
        yield Case(
            "", "dos-blanc", deposit("bail", person, blank_back), Fate.TAKEN, {"page-blanche": PASSED}, typed="bail"
        )
