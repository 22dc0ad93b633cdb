"""What is said when the suite is ready: where to go, as whom, and where to look."""

from collections.abc import Iterable
from pathlib import Path

import yaml

from sandbox.suite.layout import Layout


def announcement(layout: Layout, names: Iterable[str], seconds: float) -> str:
    """The page that `make run` prints, in French."""
    started = set(names)
    duration = f"{seconds:.1f}".replace(".", ",")
    lines = [""]
    if "edge" in started:
        lines += [f"Mes droits sociaux est prêt en {duration} s : {layout.public_url}"]
    else:
        lines += [f"Prêt en {duration} s, sans le portail."]
    if "traces" in started:
        lines += [f"Traces   : {layout.traces_url}"]
    lines += [f"Journaux : {layout.logs}"]
    if "franceconnect" in started:
        lines += [
            "",
            "Personas (fictives), à choisir sur la page FranceConnect jouée, et leur numéro de sécurité sociale :",
        ]
        known = personas(layout.personas)
        width = max((len(one["id"]) for one in known), default=0)
        lines += [f"  {one['id']:<{width}}  {one['nir']}  {one['title']}" for one in known]
        lines += [f"Pièces que des personas peuvent déposer : {layout.specimens}"]
    return "\n".join([*lines, "", "Ctrl-C arrête tout ; un nouveau départ retrouve les données.", ""])


def personas(folder: Path) -> list[dict[str, str]]:
    """`id`, `nir` and `title` of each persona, in the order of the files. Nobody else can hold these numbers: their commune does not exist."""
    documents = [yaml.safe_load(path.read_text()) for path in sorted(folder.glob("*.yaml"))]
    people = [one for one in documents if isinstance(one, dict) and "id" in one]
    return [{key: str(one.get(key, "")) for key in ("id", "nir", "title")} for one in people]
