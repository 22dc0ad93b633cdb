"""What is handed to carriers cannot be turned into something else."""

from collections.abc import Sequence
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from mesdroits.documents.v1 import document_pb2
from mesdroits.documents.v1 import documents_service_pb2 as pb
from mesdroits.situation.v1 import facts_pb2

from chassis.errors import AlreadyExists, Problem
from services.notify.channels.mail import Sender
from services.notify.channels.several import Several
from services.notify.domain.sending.channels import Carried, Channel, Fate, Heard
from services.notify.domain.sending.delivery import Delivery, Parcel, Secret
from services.notify.partners.papers import Papers
from services.notify.partners.post import envelope

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
KEY = "0192f3c4-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    "address",
    [
        "a@b.fr\r\nBcc: c@d.fr", "a@b.fr\nX: y", "a@b.fr, c@d.fr", "a b@c.fr", "<a@b.fr>", "a@b.fr>", "@b.fr", "a@", "a", "",
        "a@b.fr\0", '"a b"@c.fr', "a;b@c.fr",
    ],
)  # fmt: skip
def test_no_address_can_add_a_header_or_a_recipient(address: str) -> None:
    with pytest.raises(ValueError, match="not an address"):
        Sender("nous@mesdroits.example").message(Parcel(KEY, Channel.EMAIL, address, "Bonjour"), NOW)


@pytest.mark.parametrize("key", ["x>\r\nBcc: a@b.fr", "", "A B", "é"])
def test_no_id_can_add_a_header(key: str) -> None:
    with pytest.raises(ValueError, match="not an address"):
        Sender("nous@mesdroits.example").message(Parcel(key, Channel.EMAIL, "a@b.fr", "Bonjour"), NOW)


def test_a_text_that_looks_like_a_header_or_an_end_stays_text() -> None:
    text = "\r\n.\r\nBcc: a@b.fr\r\n\r\nFrom: x"
    made = Sender("nous@mesdroits.example").message(Parcel(KEY, Channel.EMAIL, "marie@exemple.fr", text), NOW)
    head, _, body = made.partition(b"\r\n\r\n")
    assert b"Bcc" not in head
    assert head.count(b"From:") == 1
    assert b"Bcc: a@b.fr" in body


class Played:
    """A carrier that says what it is told to say."""

    def __init__(self, name: str, fate: Fate, heard: Heard | None = None) -> None:
        self.name, self.fate, self.heard, self.asked = name, fate, heard, 0

    async def carry(self, parcel: Parcel) -> Carried:
        self.asked += 1
        return Carried(self.fate, self.name)

    async def find(self, key: str) -> Heard | None:
        return self.heard


async def outcome(carriers: Sequence[Played]) -> tuple[Fate, list[int]]:
    carried = await Several(carriers).carry(Parcel(KEY, Channel.SMS, "+33639980001"))
    return carried.fate, [one.asked for one in carriers]


async def test_the_second_is_asked_only_if_the_first_certainly_has_nothing() -> None:
    second = Played("b", Fate.TAKEN)
    assert await outcome([Played("a", Fate.NOT_TAKEN), second]) == (Fate.TAKEN, [1, 1])
    assert await outcome([Played("a", Fate.UNSURE, None), Played("b", Fate.TAKEN)]) == (Fate.UNSURE, [1, 0])
    assert await outcome([Played("a", Fate.UNSURE, Heard.TAKEN), Played("b", Fate.TAKEN)]) == (Fate.TAKEN, [1, 0])
    assert await outcome([Played("a", Fate.UNSURE, Heard.ABSENT), Played("b", Fate.TAKEN)]) == (Fate.TAKEN, [1, 1])
    assert await outcome([Played("a", Fate.REFUSED), Played("b", Fate.TAKEN)]) == (Fate.REFUSED, [1, 0])


async def test_after_a_crash_one_silent_carrier_is_enough_to_wait() -> None:
    silent, absent = Played("a", Fate.TAKEN, None), Played("b", Fate.TAKEN, Heard.ABSENT)
    assert await Several([silent, absent]).find(KEY) is None
    assert await Several([absent, absent]).find(KEY) is Heard.ABSENT
    assert await Several([silent, Played("c", Fate.TAKEN, Heard.DELIVERED)]).find(KEY) is Heard.DELIVERED


async def test_a_carrier_that_fails_three_times_comes_last_for_half_a_minute() -> None:
    time, first, second = [0.0], Played("a", Fate.NOT_TAKEN), Played("b", Fate.TAKEN)
    several = Several([first, second], lambda: time[0])
    for _ in range(5):
        await several.carry(Parcel(KEY, Channel.SMS, "+33639980001"))
    assert (first.asked, second.asked) == (3, 5)
    time[0] = 31.0
    await several.carry(Parcel(KEY, Channel.SMS, "+33639980001"))
    assert first.asked == 4


def test_an_envelope_has_capitals_without_accents_in_lines_that_fit() -> None:
    home = facts_pb2.Address(
        complement="Bât. B, 3ᵉ étage", street="12 bis, rue de l’Œuvre-des-Très-Longs-Noms-de-Rues", postal_code="63000",
        city="Clermont-Ferrand", country_code="99100",
    )  # fmt: skip
    lines = envelope("Marie-Hélène Éssai", home)
    assert lines[0] == "MARIE-HELENE ESSAI"
    assert lines[-1] == "63000 CLERMONT-FERRAND"
    assert all(len(line) <= 38 for line in lines)
    assert (
        envelope("Marie", facts_pb2.Address(street="1 Strasse", postal_code="1", city="B", country_code="99109")) == ()
    )
    assert envelope("Marie", facts_pb2.Address(city="Clermont-Ferrand")) == ()


class PlayedDocuments:
    """Documents as `Papers` calls it."""

    stub = SimpleNamespace(KeepProduced=None, GetNewCode=None)

    def __init__(self, answer: pb.KeepProducedResponse | Problem) -> None:
        self.answer = answer
        self.asked: list[pb.KeepProducedRequest] = []

    async def call(self, _rpc: None, request: pb.KeepProducedRequest, **_: float) -> pb.KeepProducedResponse:
        self.asked.append(request)
        if isinstance(self.answer, Problem):
            raise self.answer
        return self.answer


async def test_the_copy_of_a_letter_is_kept_once_under_its_code() -> None:
    letter = Delivery(
        KEY, "p", "m", Channel.LETTER, NOW, NOW, document_id="kept", secret=Secret(code="7K3M-9QZT-0XWB-4HRN")
    )
    documents = PlayedDocuments(pb.KeepProducedResponse(document=document_pb2.Document(document_id="new")))
    assert await Papers(cast(Any, documents)).keep(letter, b"%PDF-") == "new"
    assert (documents.asked[0].request_id, documents.asked[0].code) == (KEY, "7K3M-9QZT-0XWB-4HRN")
    # As the other side's refusal arrives here: by its code.
    known = PlayedDocuments(AlreadyExists())
    assert await Papers(cast(Any, known)).keep(letter, b"%PDF-") == "kept"
