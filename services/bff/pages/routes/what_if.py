"""« Et si… ? »: a change is chosen, its questions are asked, and what it does is shown right by right, month by month."""

from dataclasses import replace

from starlette.responses import Response

from chassis.errors import InvalidInput
from services.bff.household.asked import Words
from services.bff.household.trials import Trial
from services.bff.household.trying import Trying, change_text
from services.bff.pages.forms import Fault, several, typed
from services.bff.pages.routes.parts import router, see
from services.bff.pages.routes.simulating import HERE, SIMULATE, TheSimulating
from services.bff.problems import NoSuchPage
from services.bff.screens import simulation as screens
from services.bff.views.comparison import ChangeKindsView, ChangeKindView, ComparisonView

routes = router()
_HERE = f"{HERE}/et-si"


@routes.get(_HERE, openapi_extra=SIMULATE)
async def choose(simulating: TheSimulating) -> Response:
    """The changes that can be tried."""
    await simulating.started()
    return simulating.respond("simulation_changes.html", await screens.changes(simulating.voice))


@routes.get(f"{_HERE}/resultat", openapi_extra=SIMULATE)
async def outcome(simulating: TheSimulating) -> Response:
    """Before and after, for each right and each month."""
    trial = simulating.trial()
    if trial.change is None:
        return see(_HERE)
    kinds = await screens.changes(simulating.voice)
    view = await screens.compare(simulating.voice, trial.household, [trial.change])
    what = change_text(trial.change, {one.kind: one.label for one in kinds.changes})
    kind = trial.change.WhichOneof("what") or ""
    return simulating.respond("simulation_outcome.html", view, what=what, kind=kind, rows=_rows(view))


@routes.get(f"{_HERE}/{{kind}}", openapi_extra=SIMULATE)
async def ask(simulating: TheSimulating, kind: str) -> Response:
    """The questions of a change."""
    trial, asked = await simulating.started(), _kind(await screens.changes(simulating.voice), kind)
    return _form(simulating, trial, asked, {}, {})


@routes.post(f"{_HERE}/{{kind}}", openapi_extra=SIMULATE)
async def attempt(simulating: TheSimulating, kind: str) -> Response:
    """Keeps what is to be tried, once it can be; the form again otherwise."""
    trial, asked = await simulating.started(), _kind(await screens.changes(simulating.voice), kind)
    words = await typed(simulating.request)
    change, faults = Trying(trial.household, asked).read(words, await several(simulating.request))
    if not faults:
        try:
            await screens.compare(simulating.voice, trial.household, [change], 1)
        except InvalidInput as refused:
            faults = {_place(one.field, kind): one.description for one in refused.violations}
    if faults:
        return _form(simulating, trial, asked, words, faults)
    await simulating.rewrite(lambda now: replace(now, change=change))
    return see(f"{_HERE}/resultat")


def _form(simulating: TheSimulating, trial: Trial, asked: ChangeKindView, words: Words, faults: Words) -> Response:
    inputs = Trying(trial.household, asked).inputs(words, faults)
    labels = {one.name: one.label for one in inputs}
    found = [
        Fault(name, name if name in labels else "contenu", text, labels.get(name, "")) for name, text in faults.items()
    ]
    return simulating.respond(
        "simulation_change.html", asked, status=422 if found else 200, inputs=inputs, faults=found
    )


def _kind(kinds: ChangeKindsView, kind: str) -> ChangeKindView:
    found = next((one for one in kinds.changes if one.kind == kind), None)
    if found is None:
        raise NoSuchPage
    return found


def _place(field: str, kind: str) -> str:
    """`changes[0].new_job.person` → `person`."""
    return field.removeprefix("changes[0].").removeprefix(f"{kind}.")


def _rows(view: ComparisonView) -> dict[str, list[object]]:
    """The differences of the change, by right."""
    made: dict[str, list[object]] = {}
    for outcome_of_change in view.outcomes:
        for one in outcome_of_change.differences:
            made.setdefault(one.name if one.person_text is None else f"{one.name} ({one.person_text})", []).append(one)
    return made
