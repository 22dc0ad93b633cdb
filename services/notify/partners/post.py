"""Where a person lives, in the lines of an envelope (NF Z10-011): at most six of 38 characters, without accents nor signs."""

import re
import textwrap
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from mesdroits.common.v1 import date_pb2
from mesdroits.identity.v1 import identity_service_pb2
from mesdroits.situation.v1 import facts_pb2
from mesdroits.situation.v1 import situation_service_pb2 as pb

from chassis.clients import Client
from chassis.pages import every_page

if TYPE_CHECKING:
    from mesdroits.identity.v1.identity_service_pb2_grpc import IdentityServiceAsyncStub
    from mesdroits.situation.v1.situation_service_pb2_grpc import SituationServiceAsyncStub

_PAGE = 200
_WIDTH = 38
_FRANCE = ("", "99100")
_SIGNS = re.compile(r"[^A-Z0-9'/ -]+")
_LIGATURES = str.maketrans({"Œ": "OE", "Æ": "AE", "’": "'"})


class Post:
    """Asks identity for the name, situation for the address."""

    def __init__(
        self,
        identity: "Client[IdentityServiceAsyncStub]",
        situation: "Client[SituationServiceAsyncStub]",
        today: Callable[[], date],
    ) -> None:
        self._identity, self._situation, self._today = identity, situation, today

    async def lines(self, person_id: str) -> tuple[str, ...]:
        """The name, then the address; empty when the person told none in France. Raises the Problem of the calls."""
        address = await self._address(person_id)
        if address is None:
            return ()
        request = identity_service_pb2.GetPersonRequest(person_id=person_id)
        answer = await self._identity.call(self._identity.stub.GetPerson, request)
        return envelope(answer.person.display_name, address)

    async def _address(self, person_id: str) -> facts_pb2.Address | None:
        today = self._today()
        held = date_pb2.Date(year=today.year, month=today.month, day=today.day)
        request = pb.ListFactsRequest(person_id=person_id, valid_date=held, page_size=_PAGE)
        found = None
        async for page in every_page(partial(self._situation.call, self._situation.stub.ListFacts), request):
            for fact in page.facts:
                if fact.content.WhichOneof("content") == "address":
                    found = fact.content.address
        return found


def envelope(name: str, address: facts_pb2.Address) -> tuple[str, ...]:
    """The lines; empty for an address abroad, which this post does not carry, or one without its essentials."""
    if address.country_code not in _FRANCE or not (address.postal_code and address.city):
        return ()
    told = (name, address.complement, address.street, address.place, f"{address.postal_code} {address.city}")
    if not (address.street or address.place):
        return ()
    return tuple(line for part in told for line in _fitted(part))


def _fitted(text: str) -> list[str]:
    plain = unicodedata.normalize("NFD", text.upper().translate(_LIGATURES))
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    # A line too long is cut: seven lines are all that an envelope shows.
    return textwrap.wrap(" ".join(_SIGNS.sub(" ", bare).split()), _WIDTH)[:1]
