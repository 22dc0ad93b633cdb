"""2D-Docs signed by our own test authority, forged ones, and ones that nobody known signed."""

import base64
import json
from datetime import date
from pathlib import Path

import zxingcpp
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from PIL import Image

from bench.corpus.people import Someone
from services.documents.checks.content.normal import plain

# Not one of France Titres' authorities (FR01 and on): ours alone.
AUTHORITY, CERTIFICATE = "XT01", "TST1"
_DAY_ZERO = date(2000, 1, 1)
# The same keys in every run: what is signed with them is worth nothing.
OURS = ec.derive_private_key(0x6D65732D64726F697473, ec.SECP256R1())
STRANGER = ec.derive_private_key(0x7374726167657220, ec.SECP256R1())


def write_keys(path: Path) -> Path:
    """The file of keys that the checks are given: ours alone."""
    pem = OURS.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    key = {"authority": AUTHORITY, "certificate": CERTIFICATE, "public_key": pem.decode()}
    path.write_text(json.dumps({"source": "autorité de test du projet", "checked": "2026-11-22", "keys": [key]}))
    return path


def message(kind: str, fields: list[tuple[str, str, bool]], day: date, certificate: str = CERTIFICATE) -> str:
    """What is signed: header and fields. Each field: its two characters, its value, whether GS ends it."""
    days = f"{(day - _DAY_ZERO).days:04X}"
    header = f"DC04{AUTHORITY}{certificate}FFFF{days}{kind}01FR"
    return header + "".join(f"{name}{plain(value)}" + ("\x1d" if ends else "") for name, value, ends in fields)


def signed(text: str, key: ec.EllipticCurvePrivateKey = OURS) -> str:
    """The whole code."""
    r, s = decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return f"{text}\x1f{base64.b32encode(raw).decode().rstrip('=')}"


def matrix(text: str) -> Image.Image:
    """Its DataMatrix."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix)
    dots = zxingcpp.write_barcode_to_image(code, scale=4)
    return Image.fromarray(_array(dots))


def _array(dots: zxingcpp.Image):  # type: ignore[no-untyped-def]
    import numpy

    return numpy.array(dots)


def tax_fields(person: Someone, year: int, income: int) -> list[tuple[str, str, bool]]:
    """Of a tax notice (type 28), mandatory ones."""
    return [
        ("43", "1", True), ("44", tax_reference(person), False), ("45", str(year), False), ("46", person.reversed_name, True),
        ("4A", f"3107{year + 1}", False), ("41", str(income), True), ("47", fiscal_number(person), False),
    ]  # fmt: skip


def account_fields(person: Someone) -> list[tuple[str, str, bool]]:
    """Of an account (type 03)."""
    return [("30", person.name, True), ("31", person.iban, True), ("32", "EXEMFRPPXXX", False)]


def fiscal_number(person: Someone) -> str:
    """Thirteen digits that follow from the account: the same on every paper of theirs."""
    return f"30{int(person.iban[4:9]):05d}{int(person.iban[9:14]):05d}1"[:13].ljust(13, "7")


def tax_reference(person: Someone) -> str:
    """The reference of the notice."""
    return f"26{person.iban[4:14]}9"
