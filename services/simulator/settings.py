"""Settings of the simulator, read from `MESDROITS_…`. It keeps nothing, hears nothing and calls nobody."""

from pydantic import Field

from chassis.settings import ProcessSettings


class Settings(ProcessSettings):
    """`workers`: processes that compute; 0: one per core. `worker_mib`: memory that each may take on top of what it was born with."""

    service: str = "simulator"
    workers: int = Field(0, ge=0, le=64)
    worker_mib: int = Field(1024, ge=64)
