"""What every road to a preview has in common: the draft that goes from the form of a kind to the confirmation.

What was typed is in no address and in no page that is left behind: it waits in the session, and the preview is a page of its own, which can be
loaded again and come back to.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from services.bff.access import TheEdge, ThePerson, TheSession
from services.bff.changes import Change
from services.bff.clients import Voice
from services.bff.drafts import Draft, find, keep
from services.bff.edge import Edge
from services.bff.pages.forms import Fault
from services.bff.pages.rendering import Pages
from services.bff.pages.routes.parts import ThePages, see
from services.bff.screens.situation import preview_with_impact
from services.bff.session import Session

PREVIEWS = "/declarations/apercu"
# The draft that a form goes on from; empty for a new one.
QuestionNumber = Annotated[int, Query(ge=1, le=99)]
DraftId = Annotated[str, Query(pattern=r"^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$")]


@dataclass(frozen=True)
class Telling:
    """One request of somebody who tells something."""

    request: Request
    pages: Pages
    edge: Edge
    session: Session
    voice: Voice

    async def to_preview(self, draft: Draft) -> Response:
        """Keeps the draft, and leads to its preview."""
        await self.keep(draft)
        return see(f"{PREVIEWS}/{draft.draft_id}")

    async def preview(
        self,
        draft: Draft,
        change: Change,
        *,
        changed: str = "",
        refused: Collection[str] = (),
        found: Sequence[Fault] = (),
    ) -> Response:
        """Who would receive what; `changed` says why it is shown again, `refused` what was ticked before, `found` what is to be ticked."""
        view = await preview_with_impact(self.voice, change, self.edge.clock())
        path = f"{PREVIEWS}/{draft.draft_id}"
        more = {"draft": draft, "path": path, "changed": changed, "refused": refused, "faults": found}
        status = 409 if changed else 422 if found else 200
        return self.pages.respond(self.request, "preview.html", view, section="tell", status=status, **more)

    def draft(self, draft_id: str) -> Draft:
        """A draft of this session. Raises DraftGone."""
        return find(self.session.known.drafts, draft_id, self.edge.clock())

    async def keep(self, draft: Draft) -> None:
        """Keeps a draft in the session."""
        now = self.edge.clock()
        await self.edge.sessions.revise(
            self.session, lambda known: known.model_copy(update={"drafts": keep(known.drafts, draft, now)})
        )


def _telling(request: Request, pages: ThePages, edge: TheEdge, session: TheSession, voice: ThePerson) -> Telling:
    return Telling(request, pages, edge, session, voice)


TheTelling = Annotated[Telling, Depends(_telling)]
