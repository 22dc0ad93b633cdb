"""Routes that arm faults during a run. Absent when the setting `admin` is off."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, HTTPException

from sandbox.franceconnect.faults import ArmedFault, FaultBook, FaultRequest, TooManyFaults
from sandbox.franceconnect.personas import Persona


def fault_routes(faults: FaultBook, personas: Mapping[str, Persona]) -> APIRouter:
    router = APIRouter(prefix="/faults")

    def armed() -> dict[str, Any]:
        return {"faults": [asdict(fault) for fault in faults.armed]}

    @router.get("")
    async def show() -> dict[str, Any]:
        return armed()

    @router.post("", status_code=201)
    async def arm(asked: FaultRequest) -> dict[str, Any]:
        if asked.persona is not None and asked.persona not in personas:
            raise HTTPException(422, "persona is not known")
        try:
            faults.arm(ArmedFault(asked.fault, asked.mode, asked.persona))
        except TooManyFaults as error:
            raise HTTPException(409, "too many faults are armed: DELETE /faults first") from error
        return armed()

    @router.delete("")
    async def reset() -> dict[str, Any]:
        faults.reset()
        return armed()

    return router
