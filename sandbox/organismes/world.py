"""Everybody whom the played organismes know, by persona and by number; read again on demand."""

from pathlib import Path

from sandbox.organismes.claims.playbook import Playbook
from sandbox.organismes.loader import catalogue_benefits, load
from sandbox.organismes.personas import OrganismeFile, Persona


class World:
    """The personas of a directory, whose benefits are those of a catalogue. Raises PersonasError, ScenariosError."""

    playbook: Playbook
    benefits: frozenset[str]

    def __init__(self, personas_dir: Path, catalogue_dir: Path) -> None:
        self._personas_dir, self._catalogue_dir = personas_dir, catalogue_dir
        self._people: dict[str, Persona] = {}
        self._by_nir: dict[str, Persona] = {}
        self.reload()

    def reload(self) -> int:
        """Read the personas and the scenarios again; how many people there are. Nothing changes when they cannot be read."""
        playbook = Playbook()
        benefits = catalogue_benefits(self._catalogue_dir)
        self._people = load(self._personas_dir, benefits, frozenset(playbook.scenarios))
        self.playbook, self.benefits = playbook, benefits
        self._by_nir = {persona.nir: persona for persona in self._people.values()}
        return len(self._people)

    def holder_of(self, nir: str) -> Persona | None:
        """Who bears this number."""
        return self._by_nir.get(nir)

    def file(self, organisme: str, persona: str | None) -> OrganismeFile | None:
        """What an organisme holds about a persona."""
        person = self._people.get(persona or "")
        return person.organismes.get(organisme) if person else None  # type: ignore[call-overload]
