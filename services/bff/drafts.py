"""What a person is about to tell, kept in their session between the form, the preview and the confirmation.

A draft lasts an hour at most, and never longer than its session: the next person at a shared computer finds none. Once confirmed, it knows the
declaration that it became and nothing else, so that a second click, or a step back, finds that declaration.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from chassis.errors import NotFound
from services.bff.changes import Change

_LIFE = timedelta(hours=1)
_MOST = 5


class DraftGone(NotFound):
    """The draft is over, or it was never this session's."""

    reason = "DRAFT_GONE"
    default_message = (
        "Ce que vous aviez écrit n'est plus gardé : il l'est une heure au plus. Regardez dans « Mes déclarations » s'il est déjà parti, "
        "ou recommencez."
    )


class Draft(BaseModel):
    """A change on its way to be confirmed; None as long as its form is not filled. `words`: the form as it was typed; `form`: where it can be
    changed, empty where there is no form; `back`: where it came from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    draft_id: str
    expire_time: datetime
    change: Change | None
    form: str = ""
    back: str = "/"
    words: Mapping[str, str] = {}
    declaration_id: str = ""

    def became(self, declaration_id: str) -> "Draft":
        """The same draft, confirmed: nothing that was typed stays in it."""
        return Draft(draft_id=self.draft_id, expire_time=self.expire_time, change=None, declaration_id=declaration_id)


def expiry(now: datetime) -> datetime:
    """Until when a draft that begins now is kept."""
    return now + _LIFE


def keep(drafts: tuple[Draft, ...], draft: Draft, now: datetime) -> tuple[Draft, ...]:
    """The drafts with this one, which takes the place of its earlier self; the oldest make room."""
    others = [one for one in drafts if one.draft_id != draft.draft_id and one.expire_time > now]
    return (*others[1 - _MOST :], draft)


def find(drafts: tuple[Draft, ...], draft_id: str, now: datetime) -> Draft:
    """The draft of this id. Raises DraftGone."""
    found = next((one for one in drafts if one.draft_id == draft_id and one.expire_time > now), None)
    if found is None:
        raise DraftGone
    return found
