"""Every RPC of the contract, called by everybody who may not: refused with the right code, before any handler runs."""

from collections.abc import Callable

import pytest
from google.api import field_behavior_pb2
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message_factory import GetMessageClass
from grpc import StatusCode
from mesdroits.common.v1 import access_pb2

from chassis.auth import access_of
from sandbox.suite.keys import ISSUERS
from tests.architecture.conftest import PERSON, Contract, filled
from tests.architecture.contract import rpcs

NOBODY, FORBIDDEN, INVALID = StatusCode.UNAUTHENTICATED, StatusCode.PERMISSION_DENIED, StatusCode.INVALID_ARGUMENT
Token = Callable[[Contract, MethodDescriptor], str | None]


def unnamed(rpc: MethodDescriptor) -> str:
    """A process of the suite that the policy of an RPC does not name."""
    policy = access_of(rpc)
    return next(issuer for issuer in ISSUERS if policy and issuer not in policy.callers)


def altered(token: str) -> str:
    head, body, signature = token.split(".")
    return f"{head}.{body[:-2]}{'AA' if body[-2:] != 'AA' else 'BB'}.{signature}"


REFUSED: dict[str, tuple[StatusCode, Token]] = {
    "no token": (NOBODY, lambda c, rpc: None),
    "an empty token": (NOBODY, lambda c, rpc: ""),
    "a token without its scheme": (NOBODY, lambda c, rpc: c.rightful(rpc)),
    "noise": (NOBODY, lambda c, rpc: "Bearer a.b.c"),
    "an altered token": (NOBODY, lambda c, rpc: f"Bearer {altered(c.rightful(rpc))}"),
    "an expired token": (NOBODY, lambda c, rpc: f"Bearer {c.rightful(rpc, ttl=-10)}"),
    "a token that lives too long": (NOBODY, lambda c, rpc: f"Bearer {c.rightful(rpc, ttl=3600)}"),
    "a token for another service": (NOBODY, lambda c, rpc: f"Bearer {c.rightful(rpc, audience='elsewhere')}"),
    "a token of an unknown process": (NOBODY, lambda c, rpc: f"Bearer {c.mint(rpc, 'stranger')}"),
    "a person for whom a service speaks": (
        NOBODY, lambda c, rpc: f"Bearer {c.mint(rpc, 'situation', person_id=PERSON)}",
    ),
    "another person": (FORBIDDEN, lambda c, rpc: f"Bearer {c.mint(rpc, 'bff', person_id='somebody-else')}"),
    "a service that is not named": (FORBIDDEN, lambda c, rpc: f"Bearer {c.mint(rpc, unnamed(rpc))}"),
}  # fmt: skip


@pytest.mark.parametrize("who", REFUSED)
async def test_every_rpc_refuses(contract: Contract, who: str) -> None:
    code, token = REFUSED[who]
    answers = {rpc.full_name: await contract.call(rpc, token(contract, rpc)) for rpc in rpcs()}
    assert answers == {rpc.full_name: code for rpc in rpcs()}
    assert contract.reached == []


async def test_every_rpc_lets_its_rightful_caller_in(contract: Contract) -> None:
    for rpc in rpcs():
        assert await contract.call(rpc, f"Bearer {contract.rightful(rpc)}") is StatusCode.OK, rpc.full_name
    assert contract.reached == [rpc.full_name for rpc in rpcs()]


async def test_every_service_that_a_policy_names_is_let_in(contract: Contract) -> None:
    policies = [(rpc, access_of(rpc) or access_pb2.Access()) for rpc in rpcs()]
    named = [(rpc, issuer) for rpc, policy in policies for issuer in policy.callers]
    for rpc, issuer in named:
        assert await contract.call(rpc, f"Bearer {contract.mint(rpc, issuer)}") is StatusCode.OK, rpc.full_name


async def test_every_rpc_refuses_a_call_without_a_deadline(contract: Contract) -> None:
    answers = {await contract.call(rpc, f"Bearer {contract.rightful(rpc)}", timeout=None) for rpc in rpcs()}
    assert answers == {INVALID}
    assert contract.reached == []


async def test_every_rpc_that_takes_a_person_refuses_a_token_of_too_low_a_level(contract: Contract) -> None:
    for rpc in rpcs():
        policy = access_of(rpc)
        if policy and policy.minimum_assurance:
            token = f"Bearer {contract.rightful(rpc, assurance=policy.minimum_assurance - 1)}"
            assert await contract.call(rpc, token) is FORBIDDEN, rpc.full_name
    assert contract.reached == []


async def test_every_required_field_is_missed(contract: Contract) -> None:
    missed = []
    for rpc in rpcs():
        policy = access_of(rpc)
        for field in rpc.input_type.fields:
            behaviour = field.GetOptions().Extensions[field_behavior_pb2.field_behavior]
            # Without the person there is nobody to compare with: that refusal is another one.
            if field_behavior_pb2.REQUIRED in behaviour and not (policy and field.name == policy.person_field):
                request = filled(rpc)
                request.ClearField(field.name)
                missed.append(await contract.call(rpc, f"Bearer {contract.rightful(rpc)}", request=request))
    assert len(missed) > 20
    assert set(missed) == {INVALID}
    assert contract.reached == []


@pytest.mark.parametrize("key", ["x", "1", "0199b3c0-0000-7000-8000-00000000000", "' OR 1=1"])
async def test_an_idempotency_key_is_a_uuid(contract: Contract, key: str) -> None:
    keyed = [rpc for rpc in rpcs() if "request_id" in rpc.input_type.fields_by_name]
    for rpc in keyed:
        request = filled(rpc)
        request.request_id = key  # type: ignore[attr-defined]
        assert await contract.call(rpc, f"Bearer {contract.rightful(rpc)}", request=request) is INVALID, rpc.full_name
    assert contract.reached == []


async def test_an_rpc_without_a_policy_would_be_refused_to_all(
    contract: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.gate.access_of", lambda _: None)
    answers = {await contract.call(rpc, f"Bearer {contract.rightful(rpc)}") for rpc in rpcs()}
    assert answers == {FORBIDDEN}
    assert contract.reached == []


async def test_a_message_of_another_shape_says_nothing_of_itself(contract: Contract) -> None:
    rpc = rpcs()[0]
    service = rpc.containing_service.full_name
    call = contract.channels[service].unary_unary(
        f"/{service}/{rpc.name}", bytes, GetMessageClass(rpc.output_type).FromString
    )
    answer = call(b"\xff\xff", timeout=5, metadata=(("authorization", f"Bearer {contract.rightful(rpc)}"),))
    assert await answer.code() is not StatusCode.OK
    assert contract.reached == []
