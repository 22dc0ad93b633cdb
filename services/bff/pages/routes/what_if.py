"""« Et si… ? »: a change is chosen, its questions are asked, others are added to it, and what they do together is shown right by right."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Query
from mesdroits.simulator.v1 import change_pb2
from starlette.responses import Response

from chassis.errors import Exhausted, InvalidInput, TimedOut, Unavailable
from services.bff.household.asked import Words
from services.bff.household.fields import told_of
from services.bff.household.trials import Trial
from services.bff.household.trying import MOST_TOGETHER, Trying, change_text, lived_in, together
from services.bff.pages.forms import Fault, several, typed
from services.bff.pages.routes.parts import router, see
from services.bff.pages.routes.simulating import HERE, SIMULATE, TheSimulating
from services.bff.problems import NoSuchPage
from services.bff.screens import simulation as screens
from services.bff.views.comparison import ChangeKindsView, ChangeKindView
from services.bff.views.spans import rows_of

routes = router()
_HERE = f"{HERE}/et-si"
_ADDED = "oui"
# A month is computed in a fraction of this, once it has been learnt.
_CHECK_SECONDS = 1.5
_Added = Annotated[str, Query(alias="ensemble", pattern=r"^(oui)?$")]
_FULL = f"Un essai réunit {MOST_TOGETHER} changements au plus : retirez-en un d'abord."


@routes.get(_HERE, openapi_extra=SIMULATE)
async def choose(simulating: TheSimulating, added: _Added = "") -> Response:
    """The changes that can be tried; or added to those that are."""
    trial, kinds = await simulating.started(), await screens.changes(simulating.voice)
    tried = _texts(trial, kinds) if added else ()
    more: dict[str, Any] = {"tried": tried, "full": len(tried) >= MOST_TOGETHER, "most": MOST_TOGETHER}
    return simulating.respond("simulation_changes.html", kinds, **more)


@routes.get(f"{_HERE}/resultat", openapi_extra=SIMULATE)
async def outcome(simulating: TheSimulating) -> Response:
    """Before and after, for each right and each month."""
    trial = simulating.trial()
    if not trial.changes:
        return see(_HERE)
    kinds = await screens.changes(simulating.voice)
    view = await screens.compare(simulating.voice, trial.household, together(trial.changes))
    more: dict[str, Any] = {"tried": _texts(trial, kinds), "full": len(trial.changes) >= MOST_TOGETHER}
    return simulating.respond(
        "simulation_outcome.html", view, kind=_kind_of(trial.changes[-1]), rows=rows_of(view), **more
    )


@routes.post(f"{_HERE}/retirer", openapi_extra=SIMULATE)
async def take_away(simulating: TheSimulating) -> Response:
    """One change less; which one is told by its rank, and what it was."""
    gone = (await typed(simulating.request)).get("lequel")

    def without(now: Trial) -> Trial:
        kept = tuple(one for rank, one in enumerate(now.changes, 1) if _which(rank, one) != gone)
        return replace(now, changes=kept)

    await simulating.rewrite(without)
    return see(f"{_HERE}/resultat")


@routes.get(f"{_HERE}/{{kind}}", openapi_extra=SIMULATE)
async def ask(simulating: TheSimulating, kind: str, added: _Added = "") -> Response:
    """The questions of a change."""
    trial, asked = await simulating.started(), _kind(await screens.changes(simulating.voice), kind)
    return _form(simulating, _beside(trial, added), asked, {}, {})


@routes.post(f"{_HERE}/{{kind}}", openapi_extra=SIMULATE)
async def attempt(simulating: TheSimulating, kind: str) -> Response:
    """Keeps what is to be tried, once it can be; the form again otherwise."""
    words = await typed(simulating.request)
    trial = _beside(await simulating.started(), words.get("ensemble", ""))
    asked = _kind(await screens.changes(simulating.voice), kind)
    change, mistyped = _trying(trial, asked).read(words, await several(simulating.request))
    faults: Words = mistyped or await _refusal(simulating, trial, change, kind)
    if faults:
        return _form(simulating, trial, asked, words, faults)
    await simulating.rewrite(lambda now: _with(_beside(now, words.get("ensemble", "")), change))
    return see(f"{_HERE}?ensemble={_ADDED}" if words.get("then") == "more" else f"{_HERE}/resultat")


async def _refusal(simulating: TheSimulating, trial: Trial, change: change_pb2.Change, kind: str) -> Words:
    """What keeps the change from being tried, by the field of the form; empty when it can be."""
    tried = _with(trial, change).changes
    if len(tried) > MOST_TOGETHER:
        return {"": _FULL}
    try:
        async with asyncio.timeout(_CHECK_SECONDS):
            await screens.compare(simulating.voice, trial.household, together(tried), 1)
    except (TimeoutError, TimedOut, Unavailable, Exhausted):
        # Faults are told before anything is computed: what takes its time is no fault, and the page of the result comes by itself.
        return {}
    except InvalidInput as refused:
        own = f"changes[{len(tried) - 1}]."
        return {
            _place(one.field, own, kind): told_of(trial.household, one.field, one.description)
            for one in refused.violations
        }
    return {}


def _with(trial: Trial, change: change_pb2.Change) -> Trial:
    # A button pressed twice is no second birth.
    return trial if change in trial.changes else replace(trial, changes=(*trial.changes, change))


def _beside(trial: Trial, added: str) -> Trial:
    """The simulation with the changes that a new one is added to: none, unless it is."""
    return trial if added == _ADDED else replace(trial, changes=())


def _trying(trial: Trial, asked: ChangeKindView) -> Trying:
    return Trying(lived_in(trial.household, trial.changes), asked)


def _form(simulating: TheSimulating, trial: Trial, asked: ChangeKindView, words: Words, faults: Words) -> Response:
    inputs = _trying(trial, asked).inputs(words, faults)
    labels = {one.name: one.label for one in inputs}
    found = [
        Fault(name, name if name in labels else "contenu", text, labels.get(name, "")) for name, text in faults.items()
    ]
    more: dict[str, Any] = {"inputs": inputs, "faults": found, "added": _ADDED if trial.changes else ""}
    return simulating.respond("simulation_change.html", asked, status=422 if found else 200, **more)


def _texts(trial: Trial, kinds: ChangeKindsView) -> Sequence[tuple[str, str]]:
    """The changes that are tried, each with what tells it from the others."""
    labels = {one.kind: one.label for one in kinds.changes}
    return [(_which(rank, one), change_text(one, labels)) for rank, one in enumerate(trial.changes, 1)]


def _which(rank: int, change: change_pb2.Change) -> str:
    return f"{rank}-{_kind_of(change)}"


def _kind_of(change: change_pb2.Change) -> str:
    return change.WhichOneof("what") or ""


def _kind(kinds: ChangeKindsView, kind: str) -> ChangeKindView:
    found = next((one for one in kinds.changes if one.kind == kind), None)
    if found is None:
        raise NoSuchPage
    return found


def _place(field: str, own: str, kind: str) -> str:
    """`changes[0].new_job.person`, or `combinations[0].changes[1].new_job.person`, → `person`; what another change says as it is."""
    return field.removeprefix("combinations[0].").removeprefix(own).removeprefix(f"{kind}.")
