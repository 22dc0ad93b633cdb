"""What every RPC, message and enum of the contract promises, whoever writes it."""

from pathlib import Path

import pytest
import yaml
from google.api import field_behavior_pb2
from google.protobuf.descriptor import EnumDescriptor, FieldDescriptor, MethodDescriptor
from mesdroits.common.v1 import access_pb2

from chassis.auth import access_of
from sandbox.suite.keys import ISSUERS
from tests.architecture.contract import READS, enums, mutates, rpcs

REPOSITORY = Path(__file__).resolve().parents[2]
EVERY_RPC = pytest.mark.parametrize("rpc", rpcs(), ids=lambda rpc: rpc.full_name)


def behaviour(field: FieldDescriptor) -> list[int]:
    return list(field.GetOptions().Extensions[field_behavior_pb2.field_behavior])


def test_the_contract_is_walked() -> None:
    assert len(rpcs()) > 30
    assert {rpc.full_name for rpc in rpcs()} >= READS


@EVERY_RPC
def test_an_rpc_says_who_may_call_it(rpc: MethodDescriptor) -> None:
    access = access_of(rpc)
    assert access is not None
    assert access.callers or access.person_field
    assert set(access.callers) <= set(ISSUERS)
    if access.person_field:
        field = rpc.input_type.fields_by_name[access.person_field]
        assert field.type == FieldDescriptor.TYPE_STRING


@EVERY_RPC
def test_a_level_of_assurance_is_asked_of_persons_only(rpc: MethodDescriptor) -> None:
    access = access_of(rpc) or access_pb2.Access()
    assert not access.minimum_assurance or access.person_field


@EVERY_RPC
def test_an_rpc_that_changes_something_has_an_idempotency_key(rpc: MethodDescriptor) -> None:
    key = rpc.input_type.fields_by_name.get("request_id")
    if not mutates(rpc):
        assert key is None
        return
    assert key is not None
    assert key.type == FieldDescriptor.TYPE_STRING
    assert field_behavior_pb2.REQUIRED in behaviour(key)


@EVERY_RPC
def test_a_required_field_can_be_told_from_an_empty_one(rpc: MethodDescriptor) -> None:
    for field in rpc.input_type.fields:
        if field_behavior_pb2.REQUIRED in behaviour(field):
            # A flag or a number that must be given, but may be false or zero, needs presence.
            assert field.has_presence or field.type in (
                FieldDescriptor.TYPE_STRING, FieldDescriptor.TYPE_BYTES, FieldDescriptor.TYPE_ENUM, FieldDescriptor.TYPE_MESSAGE,
            )  # fmt: skip


@EVERY_RPC
def test_a_list_is_paged_from_the_first_day(rpc: MethodDescriptor) -> None:
    if not rpc.name.startswith("List"):
        return
    asked, answered = rpc.input_type.fields_by_name, rpc.output_type.fields_by_name
    assert asked["page_size"].type == FieldDescriptor.TYPE_INT32
    assert asked["page_token"].type == FieldDescriptor.TYPE_STRING
    assert answered["next_page_token"].type == FieldDescriptor.TYPE_STRING


@EVERY_RPC
def test_an_rpc_has_messages_of_its_own(rpc: MethodDescriptor) -> None:
    assert rpc.input_type.name == f"{rpc.name}Request"
    assert rpc.output_type.name == f"{rpc.name}Response"
    assert rpc.server_streaming or not rpc.client_streaming


@pytest.mark.parametrize("enum", list(enums()), ids=lambda enum: enum.full_name)
def test_zero_says_nothing_in_every_enum(enum: EnumDescriptor) -> None:
    assert enum.values_by_number[0].name.endswith("_UNSPECIFIED")


def test_the_linter_asks_for_comments() -> None:
    configuration = yaml.safe_load((REPOSITORY / "buf.yaml").read_text())
    asked = set(configuration["lint"]["use"])
    assert asked >= {"STANDARD", "COMMENT_SERVICE", "COMMENT_RPC", "COMMENT_MESSAGE", "COMMENT_ENUM"}
    # Google's own files, copied as published, are the only ones left out.
    assert configuration["lint"].get("ignore", []) == ["proto/google"]
    assert "except" not in configuration["lint"]
    assert configuration["breaking"]["use"] == ["FILE"]
