"""What the pages of documents have in common: one request of somebody who deposits, or looks at what they deposited."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from services.bff.access import Access, TheEdge, ThePerson, declared
from services.bff.clients import Voice
from services.bff.edge import Edge
from services.bff.pages.rendering import Pages
from services.bff.pages.routes.parts import ThePages
from services.bff.views.base import View

DEPOSIT = declared(Access.CERTIFIED, "deposit_documents")
ATTEST = declared(Access.CERTIFIED, "consult_rights")
SENDING = declared(Access.CERTIFIED, "deposit_documents", sending=True)


@dataclass(frozen=True)
class Visit:
    """One request."""

    request: Request
    pages: Pages
    edge: Edge
    voice: Voice

    @property
    def now(self) -> datetime:
        """When."""
        return self.edge.clock()

    def respond(self, template: str, view: View, *, status: int = 200, **more: Any) -> Response:
        """A page of the documents."""
        return self.pages.respond(self.request, template, view, section="documents", status=status, **more)


def _visit(request: Request, pages: ThePages, edge: TheEdge, voice: ThePerson) -> Visit:
    return Visit(request, pages, edge, voice)


TheVisit = Annotated[Visit, Depends(_visit)]
