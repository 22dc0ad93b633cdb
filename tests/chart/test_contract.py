"""The network says what the contract says: who may call whom is written once, on each RPC."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from google.protobuf.descriptor import MethodDescriptor
from mesdroits.common.v1 import access_pb2

CALLEES = {
    "identity": "mesdroits.identity.v1.identity_service_pb2",
    "situation": "mesdroits.situation.v1.situation_service_pb2",
    "rights": "mesdroits.rights.v1.rights_service_pb2",
    "simulator": "mesdroits.simulator.v1.simulator_service_pb2",
    "documents": "mesdroits.documents.v1.documents_service_pb2",
    "requests_tracking": "mesdroits.requests_tracking.v1.requests_tracking_service_pb2",
    "notify": "mesdroits.notify.v1.notify_service_pb2",
    "provider": "mesdroits.provider.v1.delivery_provider_service_pb2",
    "organisme": "mesdroits.organisme.v1.organisme_gateway_service_pb2",
}


def methods(module: str) -> Iterator[MethodDescriptor]:
    for service in import_module(module).DESCRIPTOR.services_by_name.values():
        yield from service.methods


def callers(module: str) -> set[str]:
    """Who may call some RPC; where a person's token is accepted, the edge may, for it alone makes such tokens."""
    rules = [method.GetOptions().Extensions[access_pb2.access] for method in methods(module)]
    named = {caller for rule in rules for caller in rule.callers}
    return named | ({"bff"} if any(rule.person_field for rule in rules) else set())


@pytest.mark.parametrize(
    "callee", ["identity", "situation", "rights", "simulator", "documents", "requests_tracking", "notify"]
)
def test_a_service_is_reached_by_those_whom_the_contract_names(
    callee: str, services: dict[str, dict[str, Any]]
) -> None:
    open_to = {caller for caller, entry in services.items() if callee in entry.get("callsTo", [])}
    assert open_to == callers(CALLEES[callee]) & services.keys()


def test_the_organismes_are_reached_by_those_whom_the_contract_names(services: dict[str, dict[str, Any]]) -> None:
    assert {name for name, entry in services.items() if entry.get("organismes")} == callers(CALLEES["organisme"])


def test_the_providers_are_reached_by_those_whom_the_contract_names(services: dict[str, dict[str, Any]]) -> None:
    assert {name for name, entry in services.items() if entry.get("providers")} == callers(CALLEES["provider"])
