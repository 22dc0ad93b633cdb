"""How the viewer says numbers, instants and values in French."""

import json
from datetime import datetime

from pydantic import JsonValue

KINDS = {
    "internal": "interne",
    "server": "serveur",
    "client": "client",
    "producer": "producteur",
    "consumer": "consommateur",
}
STATUSES = {"unset": "terminé", "ok": "terminé", "error": "erreur"}
METRICS = {
    "gauge": "mesure",
    "sum": "cumul",
    "histogram": "histogramme",
    "exponential_histogram": "histogramme",
    "summary": "résumé",
}
THIN = "\N{NARROW NO-BREAK SPACE}"
MEASURES = {"count": "nombre", "sum": "somme", "min": "min.", "max": "max."} | {
    "p50_at_most": "moitié sous",
    "p95_at_most": "95\N{NARROW NO-BREAK SPACE}% sous",
}


def number(value: float) -> str:
    """1234.5 → « 1 234,5 »; three digits after the comma at most."""
    text = f"{value:,.3f}".rstrip("0").rstrip(".")
    return text.replace(",", THIN).replace(".", ",")


def milliseconds(value: float) -> str:
    """A duration in milliseconds, as precise as it is worth reading."""
    digits = 0 if value >= 1000 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f}".replace(",", THIN).replace(".", ",")


def instant(when: datetime) -> str:
    """Local date and time of the machine, to the second."""
    return when.astimezone().strftime("%d/%m/%Y %H:%M:%S")


def plain(value: JsonValue) -> str:
    """An attribute's value on one line."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "oui" if value else "non"
    return json.dumps(value, ensure_ascii=False)


def measured(value: JsonValue) -> str:
    """A metric's value: a number, or the figures of a histogram."""
    if isinstance(value, dict):
        figures = ((MEASURES.get(name, name), figure) for name, figure in value.items())
        return " · ".join(f"{name} {number(figure)}" for name, figure in figures if isinstance(figure, int | float))
    return number(value) if isinstance(value, int | float) else plain(value)
