"""The papers that personas have at home, as PDF files that a person may deposit in the portal: drawn at each start, so that their days stay near."""

import io
from datetime import date
from pathlib import Path

import pikepdf
import yaml
from pydantic import BaseModel, ConfigDict

from sandbox.franceconnect.personas import Identity
from sandbox.organismes.moments import Moment

_A4 = (595, 842)
_WEIGHTS = (7, 3, 1)
_LINE = 30


class Permit(BaseModel):
    """A residence permit. `until`: its last day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    until: Moment
    reason: str


class Home(BaseModel):
    """Of a persona, what its papers show."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    identity: Identity
    permit: Permit | None = None


def draw(personas: Path, folder: Path, today: date) -> list[Path]:
    """Writes them all: `<folder>/<persona>-titre-sejour.pdf`. Raises pydantic's ValidationError."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = []
    for file in sorted(personas.glob("*.yaml")):
        home = Home.model_validate(yaml.safe_load(file.read_text("utf-8")))
        if home.permit:
            path = folder / f"{home.id}-titre-sejour.pdf"
            path.write_bytes(_pdf(permit_pages(home.identity, home.permit, today)))
            drawn.append(path)
    return drawn


def permit_pages(identity: Identity, permit: Permit, today: date) -> list[list[str]]:
    """Both sides, line by line. The back has the three lines of ICAO Doc 9303, TD1."""
    until, family = permit.until.on(today), identity.family_name
    given = identity.given_names[0]
    front = [
        "TITRE DE SÉJOUR / RESIDENCE PERMIT", "SPÉCIMEN - République française - Préfecture", f"Nom {family}", f"Prénom {given}",
        f"Motif du séjour : {permit.reason}", "Autorise son titulaire à travailler", f"Valable jusqu'au {until:%d/%m/%Y}",
    ]  # fmt: skip
    names = f"{_letters(family)}<<{_letters(given)}"
    back = ["TITRE DE SÉJOUR", "Prénom et nom", f"{given} {family}", "IRFRASPECIMEN01".ljust(_LINE, "<"),
            _dates(identity, until), names.ljust(_LINE, "<")[:_LINE]]  # fmt: skip
    return [front, back]


def _dates(identity: Identity, until: date) -> str:
    born, sex = identity.birthdate.replace("-", "")[2:], identity.gender[0].upper()
    last = f"{until:%y%m%d}"
    return f"{born}{_key(born)}{sex}{last}{_key(last)}FRA".ljust(_LINE - 1, "<") + "0"


def _key(field: str) -> str:
    return str(sum(int(digit) * _WEIGHTS[rank % 3] for rank, digit in enumerate(field)) % 10)


def _letters(name: str) -> str:
    return "".join(letter if letter.isascii() and letter.isalpha() else "<" for letter in name.upper())


def _pdf(pages: list[list[str]]) -> bytes:
    pdf = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica, Encoding=pikepdf.Name.WinAnsiEncoding,
    )  # fmt: skip
    for lines in pages:
        page = pdf.add_blank_page(page_size=_A4)
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.obj.Contents = pdf.make_stream(b"".join(_written(line, rank) for rank, line in enumerate(lines)))
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def _written(line: str, rank: int) -> bytes:
    size, text = 15 if rank == 0 else 10, line.encode("cp1252")
    return b"BT /F %d Tf 50 %d Td (%s) Tj ET\n" % (size, 800 - 20 * rank, text)
