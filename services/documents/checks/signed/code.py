"""The text of a 2D-Doc: a header, fields, a signature in Base32. Versions 3 and 4, the only ones still issued.

France Titres, Spécifications techniques v3.3.7.2: header `DC` version CA certificate issue signature type perimeter (country from version 4),
in 24 or 26 characters; what is signed is everything before US (0x1F).
"""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

_FILE = Path(__file__).parent / "fields.yaml"
_HEADER = re.compile(
    r"DC(?P<version>0[34])(?P<authority>[A-Z0-9]{4})(?P<certificate>[A-Z0-9]{4})(?P<issued>[0-9A-F]{4})(?P<signed>[0-9A-F]{4})"
    r"(?P<type>[A-Z0-9]{2})(?P<perimeter>[A-Z0-9]{2})"
)
_COUNTRY_FROM = 4
_GS, _RS, _US = "\x1d", "\x1e", "\x1f"
_DAY_ZERO = date(2000, 1, 1)
_NO_DATE = 0xFFFF
# A DataMatrix holds 2,335 letters at most.
_LONGEST = 4000


class NotA2DDoc(Exception):
    """Another barcode, or a 2D-Doc that is not well formed; the message says where, without its content."""


class FieldSpec(BaseModel):
    """The lengths of a field, and what it says that the printed text should say as well ("" = nothing compared)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    min: int = 0
    max: int
    says: str = ""


@dataclass(frozen=True, slots=True)
class TwoDDoc:
    """What the code says. `message`: the bytes that were signed; `signature`: r then s. Fields by their two characters."""

    version: int
    authority: str
    certificate: str
    issued: date | None
    signed: date | None
    type: str
    fields: dict[str, str]
    message: bytes
    signature: bytes

    def __repr__(self) -> str:
        """Says nothing of the fields."""
        return f"TwoDDoc({self.authority}/{self.certificate}, type={self.type})"


@cache
def specs() -> tuple[dict[str, FieldSpec], dict[str, str]]:
    """Fields by their two characters, and the rulebook's types by the 2D-Doc's."""
    told = yaml.safe_load(_FILE.read_text("utf-8"))
    return {name: FieldSpec.model_validate(spec) for name, spec in told["fields"].items()}, told["types"]


def parse(text: str) -> TwoDDoc:
    """The code. Raises NotA2DDoc, and nothing else whatever the text."""
    header = _HEADER.match(text)
    if header is None or len(text) > _LONGEST:
        raise NotA2DDoc("en-tête")
    message, separator, signature = text.partition(_US)
    if not separator:
        raise NotA2DDoc("sans signature")
    version = int(header["version"])
    start = header.end() + (2 if version >= _COUNTRY_FROM else 0)
    return TwoDDoc(
        version=version,
        authority=header["authority"],
        certificate=header["certificate"],
        issued=day_of(header["issued"]),
        signed=day_of(header["signed"]),
        type=header["type"],
        fields=_fields(message[start:]),
        message=message.encode(),
        signature=_base32(signature),
    )


def day_of(hexadecimal: str) -> date | None:
    """Days since the first of January 2000; FFFF says none."""
    days = int(hexadecimal, 16)
    return None if days == _NO_DATE else _DAY_ZERO + timedelta(days=days)


def _base32(text: str) -> bytes:
    letters = text.strip().rstrip("=")
    try:
        return base64.b32decode(letters + "=" * (-len(letters) % 8))
    except (binascii.Error, ValueError) as wrong:
        raise NotA2DDoc("signature illisible") from wrong


def _fields(payload: str) -> dict[str, str]:
    found: dict[str, str] = {}
    at = 0
    while at + 2 <= len(payload):
        name = payload[at : at + 2]
        value, at = _value(payload, at + 2, specs()[0].get(name, FieldSpec(max=0)))
        found.setdefault(name, value)
    return found


def _value(payload: str, at: int, spec: FieldSpec) -> tuple[str, int]:
    """A value and where the next field begins."""
    longest = at + spec.max if spec.max else len(payload)
    if spec.max and spec.min == spec.max:
        value, after = payload[at:longest], longest
        # Met in the wild although nothing asks for it: a separator after a field of one length.
        return value, after + (payload[after : after + 1] in (_GS, _RS) and after < len(payload))
    end = next((place for place in range(at, len(payload)) if payload[place] in (_GS, _RS)), len(payload))
    if end > longest:
        return payload[at:longest], longest
    return payload[at:end], end + 1
