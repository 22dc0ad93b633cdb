"""What a person has to do to keep a right, and what was done by any channel."""

from datetime import date
from pathlib import Path

import pytest
from mesdroits.organisme.v1 import messages_pb2

from sandbox.organismes.dates import iso
from sandbox.organismes.duties import Done, Duties, Told
from sandbox.organismes.errors import PersonUnknown
from sandbox.organismes.messages import Correspondence, Written
from sandbox.organismes.outbox import Outbox
from sandbox.organismes.personas import OrganismeFile
from sandbox.organismes.register import Register
from sandbox.organismes.rights import rights_of
from sandbox.organismes.store import Store

TODAY = date(2026, 11, 22)
FILE = OrganismeFile.model_validate(
    {
        "quality": "HOLDER", "since": "2020-01-01", "regime": "GENERAL", "office": "Caf d'essai",
        "rights": [
            {
                "benefit": "rsa", "start": "M-17", "amount_cents": 100,
                "duties": [
                    {"kind": "DECLARATION", "opens": "M-3", "due": "M-3/fin", "done": "M-3"},
                    {"kind": "DECLARATION", "opens": "M+0", "due": "M+0/fin", "months": ["M-4", "M-3", "M-2"]},
                ],
            }
        ],
    }
)  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "organismes.db")


def test_a_declaration_says_its_months_and_its_last_day() -> None:
    [right] = rights_of(FILE, TODAY)
    past, coming = right.duties
    assert past.HasField("done_time")
    assert not coming.HasField("done_time")
    assert iso(coming.due_date) == "2026-11-30"
    assert [iso(month) for month in coming.reference_months] == ["2026-07-01", "2026-08-01", "2026-09-01"]


def test_what_was_done_at_the_counter_is_done(store: Store) -> None:
    duties = Duties(store)
    duties.mark("cnaf", "mere-isolee", "rsa", Done(date(2026, 11, 30), 1_795_000_000.0))
    [right] = rights_of(FILE, TODAY, duties.told("cnaf", "mere-isolee"))
    assert all(duty.HasField("done_time") for duty in right.duties)
    assert duties.told("cnaf", "veuve") == {}


def test_what_is_due_later_is_not_done_by_what_was_done_before(store: Store) -> None:
    told = {"rsa": Told(done=Done(date(2026, 10, 31), 1_790_000_000.0))}
    [right] = rights_of(FILE, TODAY, told)
    assert not right.duties[1].HasField("done_time")


def test_an_organisme_asks_for_more_than_the_file_says_and_once(store: Store) -> None:
    duties = Duties(store)
    for _ in range(2):
        duties.ask("cnaf", "mere-isolee", "rsa", date(2027, 1, 15))
    [right] = rights_of(FILE, TODAY, duties.told("cnaf", "mere-isolee"))
    assert [iso(duty.due_date) for duty in right.duties][2:] == ["2027-01-15"]


def test_a_message_is_put_under_the_organismes_own_pseudonym_and_once_per_version(store: Store) -> None:
    register, outbox = Register(store), Outbox(store)
    register.bind("cnaf", "a" * 32, "mere-isolee")
    letters = Correspondence(store, register, outbox)
    for _ in range(2):
        letters.put("cnaf", "mere-isolee", Written(reference="M1", title="Un point", body="Bonjour."), 1_795_000_000.0)
    [(_, event)] = outbox.unsent("cnaf")
    message = messages_pb2.MessagePut.FromString(event.data)
    assert (event.subject, message.pseudonym, message.version) == ("organisme.cnaf.message.v1.put", "a" * 32, 1)
    letters.withdraw("cnaf", "mere-isolee", "M1", "DONE")
    assert len(outbox.unsent("cnaf")) == 2


def test_nobody_writes_to_a_person_whom_the_organisme_does_not_know(store: Store) -> None:
    letters = Correspondence(store, Register(store), Outbox(store))
    with pytest.raises(PersonUnknown):
        letters.put("cnaf", "veuve", Written(reference="M1", title="Un point", body="Bonjour."), 0.0)
