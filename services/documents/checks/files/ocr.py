"""Text from a picture, by tesseract in French: through its standard input and output, so that no page is written on a disk."""

import io
import os
import re
import shutil
import subprocess
from functools import cache

from PIL import Image

from services.documents.checks.files.opened import Draw

# What tesseract was trained on.
_DPI = 300
_SECONDS = 25.0
# Two threads read a page no faster than one, and take twice the time of a core.
_ALONE = {"PATH": os.defpath, "OMP_THREAD_LIMIT": "1", "LANG": "C.UTF-8"}
# A page has many of them; one that lies on its side has letters, and by chance one or two.
_FRENCH = 3


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
    text = _run(page, "stdout", "-l", "fra", "--psm", "3")
    if _french_words(text) >= _FRENCH:
        return text
    turned = _turn(page)
    again = _run(page.rotate(-turned, expand=True), "stdout", "-l", "fra", "--psm", "3") if turned else ""
    return max(text, again, key=_french_words)


def _turn(page: Image.Image) -> int:
    """By how many degrees the page has to be turned, clockwise; 0 where tesseract cannot tell."""
    try:
        told = _run(page, "stdout", "--psm", "0")
    except NoOcr:
        return 0
    found = re.search(r"^Rotate: (0|90|180|270)$", told, re.MULTILINE)
    return int(found.group(1)) if found else 0


def _run(page: Image.Image, *arguments: str) -> str:
    out = io.BytesIO()
    page.save(out, "PPM")
    try:
        done = subprocess.run(
            ["tesseract", "stdin", *arguments, "--dpi", str(_DPI)],
            input=out.getvalue(), capture_output=True, check=True, timeout=_SECONDS, env=_ALONE,
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        raise NoOcr("tesseract trop lent") from late
    except (subprocess.CalledProcessError, OSError) as failed:
        raise NoOcr("tesseract n'a pas pu lire la page") from failed
    return done.stdout.decode("utf-8", "replace")


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
