"""From the view of a simulation to its PDF. The page that reads `said` never interprets it: whatever a text holds is shown as text."""

import io
import json
from pathlib import Path
from typing import Any

import segno
import typst

from services.bff.views.simulation import OutcomeView, SimulationView

_DOCUMENT = Path(__file__).parent / "document.typ"
_PATH = "/simulation"
VERIFY = "/verifier"
# What the person cannot have is counted, not printed.
_PRINTED = ("received", "eligible", "unknown")
_NOTES = (
    "Ce document est une simulation : il n'ouvre aucun droit. L'organisme seul décide, après votre demande.",
    "Il a été calculé avec les informations que vous avez vues et corrigées à l'écran. Elles sont effacées au bout d'une heure au plus.",
    "Le code à deux dimensions mène au simulateur. Il ne contient aucune information sur vous.",
)


def write_pdf(view: SimulationView, public_url: str, day_text: str, code: str = "") -> bytes:
    """The document, tagged (PDF/UA-1); with its code once it is to be kept. Some tenths of a second of processor: not on the event loop."""
    return compiled(_DOCUMENT, _said(view, public_url, day_text, code))


def words_of(view: SimulationView, public_url: str, day_text: str) -> str:
    """All that the document says, but its code."""
    return json.dumps(_said(view, public_url, day_text, ""), ensure_ascii=False)


def compiled(document: Path, said: dict[str, Any]) -> bytes:
    """A PDF of what is said, laid out by a document. The same words are the same bytes."""
    made: Any = typst.compile(
        document, format="pdf", sys_inputs={"said": json.dumps(said, ensure_ascii=False)}, pdf_standards="ua-1",
        ignore_system_fonts=True,
    )  # fmt: skip
    return bytes(made)


def drawn_code(link: str) -> str:
    """A code to two dimensions that leads there, as SVG."""
    drawn = io.BytesIO()
    segno.make(link, error="m").save(drawn, kind="svg", xmldecl=False, border=2)
    return drawn.getvalue().decode()


def proof_of(code: str, public_url: str) -> list[str]:
    """What a document says of its own code; nothing without one."""
    if not code:
        return []
    return [
        f"Code de ce document : {code}. Qui le reçoit peut vérifier sur {public_url}{VERIFY} qu'il est vrai et inchangé.",
        "Il est gardé un an dans « Mes derniers documents ».",
    ]


def _said(view: SimulationView, public_url: str, day_text: str, code: str) -> dict[str, Any]:
    link = f"{public_url}{_PATH}"
    return {
        "title": f"Mes droits simulés, {view.month_text}",
        "introduction": f"{view.text} Simulation faite le {day_text}.",
        "lines": [f"{domain.name} : {domain.text}" for domain in view.domains],
        "code": drawn_code(link),
        "code_text": f"Code à deux dimensions qui mène à {link}",
        "footer": "Mes droits sociaux. Simulation, sans valeur de décision.",
        "domains": [
            {"name": domain.name, "rights": rights}
            for domain in view.domains
            if (rights := [_right(one) for one in domain.outcomes if one.eligibility in _PRINTED])
        ],
        "notes": [*_NOTES, *proof_of(code, public_url)],
    }


def _manager_text(organisme: str, regime: str) -> str:
    """`CPAM (régime général)`; an acronym keeps its capitals, and a regime of its organisme's name is not said twice."""
    if regime == organisme:
        return organisme
    return f"{organisme} ({', '.join(_lowered(one) for one in regime.split(', '))})"


def _lowered(name: str) -> str:
    return name if name.isupper() else name[:1].lower() + name[1:]


def _right(one: OutcomeView) -> dict[str, Any]:
    links = [
        {"text": _manager_text(manager.organisme_name, manager.regime_text), "href": manager.service_url or ""}
        for manager in one.managers
    ]
    return {
        "name": one.name if one.person_text is None else f"{one.name} ({one.person_text})",
        "state": one.eligibility_text,
        "amount": one.amount_text or "",
        "reason": one.reason,
        "missing": one.missing_text or "",
        "difference": one.difference or "",
        "limits": one.limits or "",
        "pieces": list(one.pieces) if one.eligibility == "eligible" else [],
        "links": links,
    }
