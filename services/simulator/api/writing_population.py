"""The answer to a chunk of `SimulatePopulation`."""

from collections.abc import Mapping, Sequence

import numpy as np
from mesdroits.simulator.v1 import simulator_service_pb2 as pb


def population_response(chunk: int, amounts: Mapping[str, Sequence[int]]) -> pb.SimulatePopulationResponse:
    """One column per benefit, cents of euro, one value per household."""
    columns = [
        pb.Column(input=name, values=np.array(values, dtype="<i8").tobytes()) for name, values in amounts.items()
    ]
    return pb.SimulatePopulationResponse(chunk=chunk, columns=columns)
