"""An attestation that an organisme gives, as a PDF with the code by which whoever receives it verifies it."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from services.bff.synthesis.writing import VERIFY, compiled, drawn_code, proof_of
from services.bff.views.money import AttestationView

_DOCUMENT = Path(__file__).parent / "attestation.typ"


def write_attestation(shown: AttestationView, whose: str, public_url: str, day_text: str, code: str = "") -> bytes:
    """The document, tagged (PDF/UA-1). `whose`: the person's name. Not on the event loop."""
    return compiled(_DOCUMENT, _said(shown, whose, public_url, day_text, code))


def words_of(shown: AttestationView, whose: str, public_url: str, day_text: str) -> str:
    """All that the document says, but its code."""
    return json.dumps(_said(shown, whose, public_url, day_text, ""), ensure_ascii=False)


def _said(shown: AttestationView, whose: str, public_url: str, day_text: str, code: str) -> dict[str, Any]:
    # Whoever follows the code learns whether the document is true, and nothing of the person.
    link = f"{public_url}{VERIFY}" + (f"?code={quote(code)}" if code else "")
    return {
        "title": shown.title,
        "whose": f"Pour {whose}",
        "statement": shown.statement,
        "validity": shown.text,
        "origin": f"Établi le {day_text} par Mes droits sociaux, d'après ce qu'a dit : {shown.organisme_name}.",
        "code": drawn_code(link),
        "code_text": f"Code à deux dimensions qui mène à {public_url}{VERIFY}",
        "notes": proof_of(code, public_url),
        "footer": f"Mes droits sociaux. {code}".strip(),
    }
