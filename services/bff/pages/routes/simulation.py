"""« Simuler mes droits »: what is known, what is corrected, what could be had, why, what to declare, when to retire, and the same on paper."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from chassis.errors import InvalidInput
from services.bff.facts import required_date
from services.bff.household.asked import Words, labels_of
from services.bff.household.fields import the_fields, told_of
from services.bff.household.inputs import Written, groups_of, write_theme
from services.bff.household.persons import newcomer
from services.bff.household.trials import Trial
from services.bff.pages.forms import Fault, typed
from services.bff.pages.routes.parts import router, see
from services.bff.pages.routes.simulating import HERE, READ, SIMULATE, TheSimulating
from services.bff.problems import NoSuchPage
from services.bff.screens import simulation as screens
from services.bff.screens.prefill import month_of
from services.bff.screens.synthesis import synthesis
from services.bff.views.household import RECEIVED_THEME, HouseholdView

routes = router()
_Benefit = Annotated[str, Query(pattern=r"^[a-z0-9_-]{1,64}$")]
_Month = Annotated[str, Query(alias="mois", pattern=r"^[0-9]{4}-[0-9]{2}$")]
_Person = Annotated[str, Query(alias="qui", pattern=r"^[a-z0-9_]{0,16}$")]


@routes.get(HERE, openapi_extra=SIMULATE)
async def show(simulating: TheSimulating) -> Response:
    """What is known of the household, theme by theme, with the source of each field."""
    return _overview(simulating, await simulating.started())


@routes.post(HERE, openapi_extra=SIMULATE)
async def begin_again(simulating: TheSimulating) -> Response:
    """Forgets what was said, and starts from what the suite knows."""
    await simulating.anew()
    return see(HERE)


@routes.get(f"{HERE}/foyer/{{theme}}", openapi_extra=SIMULATE)
async def ask(simulating: TheSimulating, theme: str) -> Response:
    """The questions of a theme."""
    return await _form(simulating, theme, {}, {})


@routes.post(f"{HERE}/foyer/{{theme}}", openapi_extra=SIMULATE)
async def answer(simulating: TheSimulating, theme: str) -> Response:
    """What the person says of a theme; the form again, when something is to be mended."""
    words = await typed(simulating.request)
    await simulating.started()
    if theme not in the_fields().themes:
        raise NoSuchPage
    try:
        await simulating.rewrite(lambda trial: _said(simulating, trial, theme, words))
    except _ToMend as wrong:
        return await _form(simulating, theme, words, wrong.faults)
    if words.get("then") == "stay" or _grows(words):
        return see(f"{HERE}/foyer/{theme}")
    return see(f"{HERE}/resultats" if words.get("then") == "results" else HERE)


@routes.get(f"{HERE}/resultats", openapi_extra=SIMULATE)
async def results(simulating: TheSimulating) -> Response:
    """Every benefit, domain by domain."""
    trial = await simulating.started()
    try:
        view = await screens.simulate(simulating.voice, trial.household)
    except InvalidInput as incomplete:
        return _to_mend(simulating, trial, incomplete)
    return simulating.respond("simulation_results.html", view, known=simulating.shown(trial))


@routes.post(f"{HERE}/synthese", openapi_extra=SIMULATE)
async def paper(simulating: TheSimulating) -> Response:
    """The same, as a PDF that is kept among the person's documents: the same results of the same day are one document."""
    trial, edge = simulating.trial(), simulating.edge
    try:
        made = await synthesis(simulating.voice, trial.household, edge.settings.public_url, edge.clock())
    except InvalidInput as incomplete:
        return _to_mend(simulating, trial, incomplete)
    headers = {
        "cache-control": "no-store",
        "content-disposition": 'attachment; filename="mes-droits-simules.pdf"',
    }
    return Response(made.body, media_type="application/pdf", headers=headers)


@routes.get(f"{HERE}/pourquoi/{{benefit}}", openapi_extra=SIMULATE)
async def why(simulating: TheSimulating, benefit: str, person: _Person = "") -> Response:
    """Why a benefit amounts to what it does."""
    trial = await simulating.started()
    try:
        view = await screens.explain(simulating.voice, trial.household, benefit, person)
    except InvalidInput as incomplete:
        return _to_mend(simulating, trial, incomplete)
    return simulating.respond("simulation_why.html", view)


@routes.get(f"{HERE}/retraite", openapi_extra=SIMULATE)
async def retirement(simulating: TheSimulating) -> Response:
    """When, and how much."""
    trial = await simulating.started()
    try:
        view = await screens.retirement(simulating.voice, trial.household)
    except InvalidInput as incomplete:
        return _to_mend(simulating, trial, incomplete)
    return simulating.respond("simulation_retirement.html", view)


@routes.get("/ressources-a-declarer/{benefit}", openapi_extra=READ)
async def guide(simulating: TheSimulating, benefit: str, month: _Month = "") -> Response:
    """What to declare for a benefit, of the month that is chosen among those of the next declarations."""
    named = await screens.benefits(simulating.voice)
    asked = required_date("mois", f"{month}-01") if month else month_of(simulating.edge.clock())
    view = await screens.guide_or_none(simulating.voice, benefit, asked)
    if not month and view.declarations:
        # Nobody declares the month that it is: the first that is left to declare comes first.
        asked = required_date("mois", view.declarations[0].months[0].month)
        view = await screens.guide_or_none(simulating.voice, benefit, asked)
    name = next((one.name for one in named.benefits if one.benefit == benefit), benefit)
    return simulating.respond("simulation_guide.html", view, name=name)


@routes.get("/legislation", openapi_extra=READ)
async def legislation(simulating: TheSimulating) -> Response:
    """The law that is computed, what may be out of date, and where the source code is."""
    return simulating.respond("legislation.html", await screens.legislation(simulating.voice))


def _to_mend(simulating: TheSimulating, trial: Trial, wrong: InvalidInput) -> Response:
    """What keeps the household from being simulated, in the words of the pages that ask for it."""
    told = [told_of(trial.household, one.field, one.description) for one in wrong.violations]
    return _overview(simulating, trial, told or [wrong.message])


def _overview(simulating: TheSimulating, trial: Trial, wrong: Sequence[str] = ()) -> Response:
    """What is known; `wrong`: what keeps it from being simulated."""
    view = simulating.shown(trial)
    more = {"themes": the_fields().themes, "by_theme": _by_theme(view), "wrong": wrong}
    return simulating.respond("simulation.html", view, status=422 if wrong else 200, **more)


async def _form(simulating: TheSimulating, theme: str, words: Words, faults: Words) -> Response:
    trial = await simulating.started()
    if theme not in the_fields().themes:
        raise NoSuchPage
    groups = groups_of(trial.household, theme, words, faults)
    if theme == "personnes":
        groups = (*groups, newcomer(trial.household, words, faults))
    labels = labels_of(groups)
    found = [Fault(name, name, text, labels.get(name, "")) for name, text in faults.items()]
    title = the_fields().themes[theme]
    more = {"theme": theme, "title": title, "groups": groups, "faults": found}
    view, status = simulating.shown(trial), 422 if found else 200
    return simulating.respond("simulation_form.html", view, status=status, **more)


class _ToMend(Exception):
    """Something of a form cannot be; nothing of it is kept yet."""

    def __init__(self, faults: Words) -> None:
        super().__init__("a form is to be mended")
        self.faults = faults


def _said(simulating: TheSimulating, trial: Trial, theme: str, words: Words) -> Trial:
    """The simulation after a form. Raises _ToMend."""
    written = write_theme(trial.household, theme, words)
    if written.faults:
        raise _ToMend(written.faults)
    return trial.said(written.household, (*written.changed, *_answered(simulating, trial, written, theme)))


def _answered(simulating: TheSimulating, trial: Trial, written: Written, theme: str) -> list[str]:
    """The doubts that this page settles: those about who is there, once they are said; the others, once the page was looked at."""
    still = {"union": written.household.partner_unknown, "children": written.household.children_unknown}
    asked = [one.question for one in simulating.shown(trial).questions if one.theme == theme]
    return [question for question in asked if not still.get(question)]


def _grows(words: Words) -> bool:
    """Whether somebody came in or left: the page that asks about them comes again."""
    return bool(words.get("nouveau.role")) or any(name.endswith(".retirer") for name in words)


def _by_theme(view: HouseholdView) -> dict[str, list[object]]:
    return {
        theme: [one for one in view.fields if one.theme == theme] for theme in (*the_fields().themes, RECEIVED_THEME)
    }
