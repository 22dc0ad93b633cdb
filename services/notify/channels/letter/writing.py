"""From what a letter says to its PDF. The page that reads `said` never interprets it: whatever a text holds is shown as text."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst
import yaml

_HERE = Path(__file__).parent
_DOCUMENT = _HERE / "letter.typ"


class Writer:
    """Writes letters. `contacts`: where they send for help."""

    def __init__(self) -> None:
        contacts = yaml.safe_load((_HERE / "contacts.yaml").read_text("utf-8"))
        self._numbers = {name: str(one["number"]) for name, one in contacts.pop("telephones").items()}
        self._words: Mapping[str, str] = contacts

    async def __call__(self, said: Mapping[str, object]) -> bytes:
        """The PDF, tagged (PDF/UA-1), the same for the same text; a quarter of a second of processor, in a thread."""
        return await asyncio.to_thread(write_pdf, self.whole(said))

    def whole(self, said: Mapping[str, object]) -> dict[str, Any]:
        """With where to be helped, and how to contest."""
        words, contact = self._words, str(said["contact"])
        number = self._numbers.get(str(said["organisme"]), "")
        phone = words["phone"] if number else words["phone_unknown"]
        helped = [phone.format(contact=contact, number=number), words["acceo"], words["meeting"]]
        return {**said, "help": helped, "appeal": words["appeal"]}


def write_pdf(said: Mapping[str, object]) -> bytes:
    """The document."""
    told = json.dumps(said, ensure_ascii=False)
    made: Any = typst.compile(
        _DOCUMENT, format="pdf", sys_inputs={"said": told}, pdf_standards="ua-1", ignore_system_fonts=True
    )
    return bytes(made)
