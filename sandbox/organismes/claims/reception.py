"""Who is spoken of under a pseudonym, once the organisme has taken the time that it takes, or failed."""

from typing import NamedTuple

from sandbox.organismes.claims.office import Office
from sandbox.organismes.conduct import Conduct
from sandbox.organismes.errors import PersonUnknown
from sandbox.organismes.personas import OrganismeFile


class Visitor(NamedTuple):
    """A persona and their file here."""

    persona: str
    file: OrganismeFile


class Reception:
    """Of one organisme. Every method raises OrganismeUnavailable when it is down, PersonUnknown when nobody bears the pseudonym."""

    def __init__(self, organisme: str, office: Office, conduct: Conduct) -> None:
        self.organisme, self.office, self._conduct = organisme, office, conduct

    async def for_an_act(self, pseudonym: str) -> Visitor:
        """Somebody who asks for something to be done."""
        persona, file = self._look_up(pseudonym)
        await self._conduct.before_any_answer(self.organisme, file)
        return self._let_in(persona, file, pseudonym)

    async def for_a_consultation(self, pseudonym: str) -> Visitor:
        """Somebody who asks where their claims stand; fails as consultations do."""
        persona, file = self._look_up(pseudonym)
        if persona is None or file is None:
            await self._conduct.before_any_answer(self.organisme, None)
        else:
            await self._conduct.before_consultation(self.organisme, persona, file, "claims")
        return self._let_in(persona, file, pseudonym)

    async def for_a_document(self, pseudonym: str, delivery: str) -> Visitor:
        """Somebody whose document is handed over; fails as often as the file and the admin route say."""
        persona, file = self._look_up(pseudonym)
        if file is None:
            await self._conduct.before_any_answer(self.organisme, None)
        else:
            await self._conduct.before_document(self.organisme, delivery, file)
        return self._let_in(persona, file, pseudonym)

    def _look_up(self, pseudonym: str) -> tuple[str | None, OrganismeFile | None]:
        persona = self.office.books.register.persona_of(self.organisme, pseudonym)
        return persona, self.office.books.world.file(self.organisme, persona)

    def _let_in(self, persona: str | None, file: OrganismeFile | None, pseudonym: str) -> Visitor:
        if persona is None or file is None:
            raise PersonUnknown
        self.office.recall(self.organisme, persona, pseudonym)
        return Visitor(persona, file)
