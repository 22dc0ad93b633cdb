"""One organisme at work on its claims: it does what comes due, while it is up."""

import asyncio
from typing import NoReturn

from sandbox.organismes.claims.office import Office
from sandbox.organismes.conduct import Switch

# How often a day that was not awaited (claims made, days advanced) is looked for.
_LOOK_SECONDS = 0.2


class Instructor:
    """`switch` stops it as if its machines were off."""

    def __init__(self, organisme: str, office: Office, switch: Switch) -> None:
        self.organisme, self._office, self._switch = organisme, office, switch

    async def run(self) -> NoReturn:
        """Work until cancelled."""
        while True:
            await self._switch.up.wait()
            self.catch_up()
            wait = self._office.instruction.seconds_until_next(self.organisme)
            await asyncio.sleep(min(_LOOK_SECONDS, wait) if wait is not None else _LOOK_SECONDS)

    def catch_up(self) -> int:
        """Do what was due up to today; how many steps. Nothing while it is down."""
        if self._switch.down or not self._office.instruction.is_due(self.organisme):
            return 0
        with self._office.books.store.transaction():
            return self._office.instruction.catch_up(self.organisme)
