"""Text from a picture, by tesseract in French: through its standard input and output, so that no page is written on a disk."""

import io
import shutil
import subprocess
from functools import cache

from PIL import Image

from services.documents.checks.files.opened import Draw

# What tesseract was trained on.
_DPI = 300
_SECONDS = 25.0
_LETTERS = 20


class NoOcr(Exception):
    """The page was not read; the message is evidence: tesseract is not installed, was too slow, or could not."""


@cache
def installed() -> bool:
    """Whether tesseract and its French model are there."""
    if shutil.which("tesseract") is None:
        return False
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, check=False, timeout=_SECONDS)
    return b"\nfra" in listed.stdout


def text_of(draw: Draw) -> str:
    """The text of a page, turned the right way up where it is not. Raises NoOcr."""
    if not installed():
        raise NoOcr("tesseract non installé")
    page = draw(_DPI)
    text = _run(page, "3")
    if _letters(text) >= _LETTERS and _looks_french(text):
        return text
    turned = max((_run(page.rotate(angle, expand=True), "3") for angle in (180, 90, 270)), key=_french_words)
    return max(text, turned, key=_french_words)


def _run(page: Image.Image, mode: str) -> str:
    out = io.BytesIO()
    page.save(out, "PPM")
    try:
        done = subprocess.run(
            ["tesseract", "stdin", "stdout", "-l", "fra", "--psm", mode, "--dpi", str(_DPI)],
            input=out.getvalue(), capture_output=True, check=True, timeout=_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        raise NoOcr("tesseract trop lent") from late
    except (subprocess.CalledProcessError, OSError) as failed:
        raise NoOcr("tesseract n'a pas pu lire la page") from failed
    return done.stdout.decode("utf-8", "replace")


def _letters(text: str) -> int:
    return sum(character.isalnum() for character in text)


# Words that stand on any French page: a page read upside down has letters, and none of them.
_COMMON = frozenset(
    {
        "de",
        "la",
        "le",
        "les",
        "du",
        "des",
        "et",
        "en",
        "au",
        "à",
        "date",
        "nom",
        "n°",
        "par",
        "pour",
        "sur",
        "est",
        "un",
        "une",
        "vous",
        "votre",
        "numéro",
        "total",
    }
)


def _french_words(text: str) -> int:
    return sum(word.strip(".,:;()") in _COMMON for word in text.lower().split())


def _looks_french(text: str) -> bool:
    return _french_words(text) >= 2
