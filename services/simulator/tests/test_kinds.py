"""The changes that can be tried, as they are shown: every kind of the contract, every question a field of it."""

from pathlib import Path

import pytest
from google.protobuf.descriptor import Descriptor
from mesdroits.simulator.v1 import change_pb2

from services.simulator.changes.loader import FILE, ChangesError, load_kinds
from services.simulator.domain.changes_kinds import ChangeKind
from services.simulator.usecases.changes import describe_changes

KINDS = load_kinds()


def message_of(kind: str) -> Descriptor:
    """The kind's message in the contract."""
    found = change_pb2.Change.DESCRIPTOR.fields_by_name[kind].message_type
    assert found is not None
    return found


def is_field(message: Descriptor, path: str) -> bool:
    """Whether a path leads to a field of a message."""
    first, _, rest = path.partition(".")
    if first not in message.fields_by_name:
        return False
    inside = message.fields_by_name[first].message_type
    return not rest or (inside is not None and is_field(inside, rest))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_every_question_fills_in_a_field_of_the_contract(kind: ChangeKind) -> None:
    fields = [question.field for question in kind.questions]
    assert fields[0] == "date"
    assert all(is_field(message_of(kind.kind), field) for field in fields[1:])
    assert len(set(fields)) == len(fields)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_every_field_of_the_contract_is_asked_for(kind: ChangeKind) -> None:
    asked = {question.field.partition(".")[0] for question in kind.questions}
    assert asked == {"date", *message_of(kind.kind).fields_by_name}


async def test_questions_are_sentences_that_ask() -> None:
    for kind in await describe_changes(KINDS):
        assert all("?" in question.text for question in kind.questions)


def test_a_kind_that_is_missing_does_not_start(tmp_path: Path) -> None:
    file = tmp_path / "kinds.yaml"
    file.write_text(FILE.read_text(encoding="utf-8").replace("kind: birth", "kind: adoption"), encoding="utf-8")
    with pytest.raises(ChangesError, match="every kind of change"):
        load_kinds(file)
