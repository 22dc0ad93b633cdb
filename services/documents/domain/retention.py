"""When a content is erased: from the state reached, by parameters. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.documents.domain.deposits import State


@dataclass(frozen=True, slots=True)
class Retention:
    """Days after the state was reached. `identity_title`: of a delivered title of identity whose claim is not
    decided before, or that serves no claim."""

    draft: int
    refused: int
    kept: int
    identity_title: int


def purge_time(retention: Retention, state: State, since: datetime, *, identity_title: bool) -> datetime | None:
    """When what is kept of it is erased; None when it is already."""
    if state is State.PURGED:
        return None
    if state is State.ABANDONED:
        return since
    if state is State.UPLOADING:
        return since + timedelta(days=retention.draft)
    if state is State.REFUSED:
        return since + timedelta(days=retention.refused)
    if state is State.DELIVERED and identity_title:
        return since + timedelta(days=retention.identity_title)
    return since + timedelta(days=retention.kept)
