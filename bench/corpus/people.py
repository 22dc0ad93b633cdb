"""People who do not exist, with right keys: their numbers and accounts are drawn, not taken."""

import random
from dataclasses import dataclass
from datetime import date

from services.documents.checks.content.accounts import rib_key
from services.documents.checks.content.nir import key_of
from services.documents.domain.verdicts import Holder

_GIVEN = (
    "Camille", "Jean-Pierre", "Zoé", "François", "Marie-Claude", "Aïcha", "Léo", "Anne Sophie", "Noël", "Mamadou", "Éloïse", "Théo",
    "Fatoumata", "Guillaume", "Maëlys", "Hugues", "Inès", "Yann", "Béatrice", "Raphaël",
)  # fmt: skip
_FAMILY = (
    "MARTINET", "LEFÈVRE", "DUPONT-MOREL", "N'GUESSAN", "DE LA TOUR", "GARCIA LOPEZ", "BENHADDOU", "ROUX", "LE GALL", "KOWALCZYK",
    "ÖZTÜRK", "FABRE", "SAINT-ÉTIENNE", "PETITJEAN", "TRAN", "BÉRANGER", "D'ALMEIDA", "CHEVALLIER", "MOUSSAOUI", "WEBER",
)  # fmt: skip
_STREETS = ("rue des Lilas", "avenue Jean Jaurès", "place du Marché", "chemin de la Source", "boulevard Victor Hugo")
_TOWNS = (
    ("44000", "NANTES"),
    ("69003", "LYON"),
    ("42000", "SAINT-ETIENNE"),
    ("13005", "MARSEILLE"),
    ("29200", "BREST"),
)


@dataclass(frozen=True)
class Someone:
    """A person of the corpus. `nir`: thirteen characters and the key."""

    holder: Holder
    nir: str
    iban: str
    street: str
    town: str

    @property
    def name(self) -> str:
        """As it is printed: the given name, then the name in use."""
        return f"{self.holder.given_names[0]} {self.holder.usual_name or self.holder.birth_name}"

    @property
    def reversed_name(self) -> str:
        """As the administrations print it."""
        return f"{self.holder.usual_name or self.holder.birth_name} {self.holder.given_names[0]}"


def someone(rng: random.Random) -> Someone:
    """One of them."""
    birth = date(rng.randint(1950, 2004), rng.randint(1, 12), rng.randint(1, 28))
    usual = rng.choice(_FAMILY) if rng.random() < 0.3 else ""
    holder = Holder(tuple(rng.sample(_GIVEN, 2)), rng.choice(_FAMILY), usual, birth)
    postal, town = rng.choice(_TOWNS)
    return Someone(
        holder, _nir(rng, birth), iban(rng), f"{rng.randint(1, 120)} {rng.choice(_STREETS)}", f"{postal} {town}"
    )


def _nir(rng: random.Random, birth: date) -> str:
    department = rng.choice(["44", "69", "2A", "2B", "99", "13"])
    number = f"{rng.choice('12')}{birth:%y%m}{department}{rng.randint(1, 900):03d}{rng.randint(1, 999):03d}"
    return number + key_of(number)


def iban(rng: random.Random) -> str:
    """A French account with both keys right."""
    bank, branch = f"{rng.randint(10000, 49999)}", f"{rng.randint(0, 99999):05d}"
    account = f"{rng.randint(0, 9_999_999):07d}{rng.choice('ABKMSZ')}{rng.randint(0, 999):03d}"
    bban = f"{bank}{branch}{account}{rib_key(bank, branch, account)}"
    rest = int("".join(str(int(character, 36)) for character in f"{bban}FR00")) % 97
    return f"FR{98 - rest:02d}{bban}"


def grouped(written: str) -> str:
    """By groups of four, as a bank prints it."""
    return " ".join(written[at : at + 4] for at in range(0, len(written), 4))
