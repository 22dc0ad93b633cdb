"""The contract as its descriptors tell it: every service, RPC and enum of `mesdroits.*`."""

import importlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import mesdroits.common.v1.access_pb2 as anchor
from google.protobuf import descriptor_pool
from google.protobuf.descriptor import EnumDescriptor, FileDescriptor, MethodDescriptor, ServiceDescriptor

# An RPC that begins with one of these changes nothing; so do the two that follow, whose verbs say otherwise elsewhere.
READ_VERBS = ("Get", "List", "Preview", "Check", "Export", "Find", "Read", "Verify", "Watch")
READS = {
    "mesdroits.identity.v1.IdentityService.ResolvePseudonyms",
    "mesdroits.organisme.v1.OrganismeGatewayService.IdentifyPerson",
}
# Services that keep nothing: whatever they are called for, nothing is changed.
WITHOUT_STORE = {"mesdroits.simulator.v1.SimulatorService"}


@cache
def files() -> tuple[FileDescriptor, ...]:
    """Every file of the contract, once its stubs are generated."""
    root = Path(anchor.__file__).parents[3]
    paths = sorted(root.glob("mesdroits/**/*_pb2.py"))
    modules = [importlib.import_module(".".join(path.relative_to(root).with_suffix("").parts)) for path in paths]
    return tuple(descriptor_pool.Default().FindFileByName(module.DESCRIPTOR.name) for module in modules)


def services() -> list[ServiceDescriptor]:
    """Every service of the contract."""
    return [service for file in files() for service in file.services_by_name.values()]


def rpcs() -> list[MethodDescriptor]:
    """Every RPC of the contract."""
    return [rpc for service in services() for rpc in service.methods]


def enums() -> Iterator[EnumDescriptor]:
    """Every enum, those inside messages too."""
    for file in files():
        yield from file.enum_types_by_name.values()
        for message in file.message_types_by_name.values():
            yield from message.enum_types


def mutates(rpc: MethodDescriptor) -> bool:
    """Whether calling it twice could have two effects."""
    if rpc.full_name in READS or rpc.containing_service.full_name in WITHOUT_STORE:
        return False
    return not rpc.name.startswith(READ_VERBS)


def audience(service: ServiceDescriptor) -> str:
    """Whom a token for this service is addressed to; an organisme's gateway has one for each organisme."""
    name = service.full_name.split(".")[1]
    return "organisme.cnaf" if name == "organisme" else name
