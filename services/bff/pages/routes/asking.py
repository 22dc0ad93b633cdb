"""The form of a kind, question after question: the same for what is told for the first time and for what is corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from starlette.responses import Response

from chassis.db import new_id
from chassis.errors import InvalidInput
from services.bff.changes import Change
from services.bff.drafts import Draft, DraftGone, expiry
from services.bff.pages.forms import Fault, draft_key, typed
from services.bff.pages.routes.parts import see
from services.bff.pages.routes.telling import PREVIEWS, Telling
from services.bff.pages.telling.answers import Answers, new_words, told_words
from services.bff.pages.telling.page import Form, boxes_on, faults_on, page_of, rank_after, rank_at_fault, rank_sent
from services.bff.screens.situation import preview
from services.bff.screens.tell import tell
from services.bff.views.situation import FactView
from services.bff.views.tell import TellView


@dataclass(frozen=True)
class Asking:
    """One request of somebody who fills a form; `told`: what it corrects."""

    telling: Telling
    form: Form
    view: TellView
    told: FactView | None = None

    def show(self, number: int) -> Response:
        """A question, as it was left, or with nothing typed yet. Raises DraftGone."""
        words = self.telling.draft(self.form.draft_id).words if self.form.draft_id else {}
        return self._page(self._answers(words), number)

    async def answer(self, sent: Mapping[str, str]) -> Response:
        """The next question, or the preview; this one again, to mend it, with every word in it."""
        number = rank_sent(self.view.kind, sent)
        now = {name: sent.get(name, "") for name in boxes_on(self.view.kind, number)}
        answers = self._answers({**self._kept(), **now})
        change, following = answers.change(self.told), rank_after(answers, number)
        found = answers.faults(await self._refusal(change))
        if here := faults_on(answers, number, found):
            return self._page(answers, number, here)
        whole = following is None and not found
        await self.telling.keep(self._draft(answers, change if whole else None))
        if following is not None:
            return see(f"{self.form.path}?brouillon={self.form.draft_id}&question={following}")
        return see(f"{PREVIEWS}/{self.form.draft_id}") if whole else self._mend(answers, found)

    def mend(self, words: Mapping[str, str], refused: InvalidInput) -> Response:
        """The first question that has something to mend, once the whole is refused."""
        answers = self._answers(words)
        return self._mend(answers, answers.faults(refused))

    def _answers(self, words: Mapping[str, str]) -> Answers:
        kind = self.view.kind
        first = told_words(kind, self.told) if self.told else new_words(kind)
        return Answers(kind, {**first, **words})

    def _mend(self, answers: Answers, found: Sequence[Fault]) -> Response:
        number = rank_at_fault(answers, found)
        return self._page(answers, number, faults_on(answers, number, found))

    def _page(self, answers: Answers, number: int, found: Sequence[Fault] = ()) -> Response:
        telling, page = self.telling, page_of(self.form, answers, number, found)
        status = 422 if found else 200
        return telling.pages.respond(telling.request, "tell.html", self.view, section="tell", status=status, page=page)

    async def _refusal(self, change: Change) -> InvalidInput | None:
        try:
            await preview(self.telling.voice, change)
        except InvalidInput as invalid:
            return invalid
        return None

    def _kept(self) -> Mapping[str, str]:
        """What was typed on the pages before; nothing where it is not kept any more: what is on this page is."""
        try:
            draft = self.telling.draft(self.form.draft_id)
        except DraftGone:
            return {}
        return draft.words if draft.form == self.form.path else {}

    def _draft(self, answers: Answers, change: Change | None) -> Draft:
        form, until = self.form, expiry(self.telling.edge.clock())
        words = dict(answers.words)
        return Draft(
            draft_id=form.draft_id, expire_time=until, change=change, form=form.path, back=form.back, words=words
        )


async def asking(telling: Telling, form: Form, told: FactView | None = None) -> Asking:
    """The form of a kind, beside what is known of it. Raises NoSuchKind."""
    return Asking(telling, form, await tell(telling.voice, form.kind, telling.edge.clock()), told)


async def answered(telling: Telling, form: Form, told: FactView | None = None) -> Response:
    """What becomes of a page that was sent."""
    sent = await typed(telling.request)
    form = replace(form, draft_id=draft_key(sent) or new_id())
    return await (await asking(telling, form, told)).answer(sent)
