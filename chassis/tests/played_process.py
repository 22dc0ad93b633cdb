"""A whole process for test_server.py, as a service's main.py wires one: `python -m chassis.tests.played_process <what it does>`."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from mesdroits.identity.v1 import identity_service_pb2 as pb
from mesdroits.identity.v1 import identity_service_pb2_grpc as pb_grpc

from chassis.server import Service
from chassis.settings import ProcessSettings


class Slow(pb_grpc.IdentityServiceServicer):
    """Takes a second to answer."""

    async def GetPerson(self, request: Any, context: Any) -> pb.GetPersonResponse:
        print("reached", flush=True)
        await asyncio.sleep(1)
        return pb.GetPersonResponse()


async def fails() -> None:
    await asyncio.sleep(0.2)
    raise RuntimeError


async def returns() -> None:
    await asyncio.sleep(0.2)


async def cancelled() -> None:
    await asyncio.sleep(0.2)
    raise asyncio.CancelledError


async def lasts() -> None:
    await asyncio.sleep(3600)


async def warms_up(service: Service) -> None:
    await asyncio.sleep(0.5)
    await service.set_serving(able=True)
    await asyncio.sleep(0.5)
    await service.set_serving(able=False)
    await lasts()


async def fails_to_close() -> None:
    raise RuntimeError


async def main(what: str) -> None:
    async with Service(ProcessSettings(service="identity")) as service:
        service.closing(fails_to_close)
        if what == "waits_for_the_bus":
            print("starting", flush=True)
            await service.bus()
        known: dict[str, Callable[[], Awaitable[None]]]
        known = {"fails": fails, "returns": returns, "cancelled": cancelled, "warms_up": partial(warms_up, service)}
        slow = Slow()  # type: ignore[abstract]  # it plays one RPC
        service.add(pb_grpc.add_IdentityServiceServicer_to_server, slow, "mesdroits.identity.v1.IdentityService")
        if what == "warms_up":
            await service.set_serving(able=False)
        service.background(what, known.get(what, lasts))
        await service.run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
