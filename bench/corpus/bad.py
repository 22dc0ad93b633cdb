"""What must not be accepted: unreadable, harmful, too old, somebody else's, or not admissible at all."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from PIL import Image

from bench.corpus import attacks, bombs, drawing, every
from bench.corpus.case import (
    FAILED,
    TODAY,
    Case,
    Fate,
    deposit,
    fresh_day,
    paper,
    signed_paper,
)
from bench.corpus.people import Someone, someone
from services.documents.domain.verdicts import Deposited, Outcome


def bad_pictures(rng: random.Random) -> Iterator[Case]:
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


def attacked(rng: random.Random) -> Iterator[Case]:
    for on_pdf, listed in ((True, attacks.ON_PDF), (False, attacks.ON_JPEG)):
        for rule, made in listed.items():
            for attack in made:
                person = someone(rng)
                good = paper("rib", person, TODAY)
                content = attack(good if on_pdf else drawing.jpeg(drawing.drawn(good, 150)))
                expected = {} if attack in (bombs.thin_image_bomb, bombs.huge_page) else {rule: FAILED}
                yield Case(
                    "",
                    attack.__name__,
                    deposit("rib", person, content),
                    Fate.REFUSED,
                    expected,
                    infected="infected" in attack.__name__,
                )
    yield from _infected(rng)


def _infected(rng: random.Random) -> Iterator[Case]:
    """In the second of two files, and behind a picture."""
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


def wrong(rng: random.Random) -> Iterator[Case]:
    """Somebody else's, too old, with a wrong key, or another document than the one announced."""
    for _ in range(3):
        for kind in ("rib", "fiche-de-paie", "justificatif-domicile"):
            person, other = someone(rng), _unlike(rng)
            content = paper(kind, other, fresh_day(kind, rng))
            yield _refused("autre-personne", deposit(kind, person, content), "nom-concordant", kind, Fate.STOPPED)
        for kind, day in _STALE.items():
            person = someone(rng)
            yield _refused("perime", deposit(kind, person, signed_paper(kind, person, day)), "date-fraicheur", kind)
        for announced, real in _OTHERS:
            person = someone(rng)
            content = signed_paper(real, person, fresh_day(real, rng))
            yield _refused("autre-document", deposit(announced, person, content), "type-reconnu", real, Fate.STOPPED)
        yield from _wrong_keys(rng)


def _wrong_keys(rng: random.Random) -> Iterator[Case]:
    person = someone(rng)
    wrong = replace(person, iban=person.iban[:-1] + str((int(person.iban[-1]) + 1) % 10))
    yield _refused("iban-faux", deposit("rib", person, paper("rib", wrong, TODAY)), "iban-rib", "rib")
    wrong = replace(person, nir=person.nir[:-2] + f"{(int(person.nir[-2:]) + 1) % 97:02d}")
    content = paper("fiche-de-paie", wrong, fresh_day("fiche-de-paie", rng))
    yield _refused("nir-faux", deposit("fiche-de-paie", person, content), "nir-cle", "fiche-de-paie")


def _refused(family: str, deposited: Deposited, rule: str, real: str, fate: Fate = Fate.REFUSED) -> Case:
    return Case("", family, deposited, fate, {rule: FAILED}, typed=real)


_OTHERS = (
    ("rib", "bail"), ("fiche-de-paie", "justificatif-domicile"), ("avis-impot", "rib"), ("bail", "certificat-scolarite"),
)  # fmt: skip
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


def never(rng: random.Random) -> Iterator[Case]:
    """What the law lets nobody take, under its name or under another."""
    for kind in every.NEVER:
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


def elsewhere(rng: random.Random) -> Iterator[Case]:
    """What nobody asks for here, under the name of something else; one of each as a scan too."""
    announced = ("bail", "certificat-travail", "attestation-honneur")
    for rank, kind in enumerate(every.ELSEWHERE):
        for scan in (False, True):
            person = someone(rng)
            content = paper(kind, person, TODAY)
            if scan:
                content = drawing.jpeg(drawing.scanned(drawing.drawn(content, 200), rng))
            made = deposit(announced[rank % len(announced)], person, content)
            yield Case("", "ailleurs", made, Fate.STOPPED, {}, typed=kind, needs_ocr=scan)
