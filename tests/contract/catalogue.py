"""The catalogue and the judgment of the situation service, and the edge's samples of them."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from google.protobuf.json_format import MessageToDict
from mesdroits.situation.v1 import situation_service_pb2 as pb

from services.bff import samples, samples_of_facts
from services.situation.api.mapping import change_of, kind_info
from services.situation.catalogue.loader import load
from services.situation.domain.facts import Verb, outcome_of

TODAY = date(2026, 11, 22)
_CATALOGUE = load()


def served() -> Sequence[pb.FactKindInfo]:
    """Every kind as the situation service says it, to somebody whom no organisme knows."""
    return [kind_info(kind, (), _CATALOGUE, TODAY) for kind in _CATALOGUE.kinds.values()]


def judged(request: pb.PreviewChangeRequest) -> Any:
    """The preview of a change that can be told. Raises InvalidChange, as the service does, for one that cannot."""
    change = change_of(request.change)
    # A correction is judged as what it says: the fact that it corrects is nowhere here.
    told = replace(change, verb=Verb.CREATED, fact_id=None, previous_version_id=None)
    outcome_of(told, _CATALOGUE.kinds[change.kind], None, TODAY)
    return samples.sample(pb.PreviewChangeResponse)


def lines() -> str:
    """The samples as they should be, one kind a line."""
    return "".join(json.dumps(MessageToDict(info), ensure_ascii=False) + "\n" for info in served())


if __name__ == "__main__":
    Path(samples_of_facts.FILE).write_text(lines(), "utf-8")
