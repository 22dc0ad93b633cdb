"""Which organismes were asked, and how each answered: what is missing is said, with the moment to ask again."""

from collections.abc import Iterable, Sequence

from mesdroits.rights.v1 import view_pb2 as pb

from services.bff.views.base import View
from services.bff.views.french import instant, moment
from services.bff.views.vocabulary import reader_name

_AVAILABILITY = {
    pb.AVAILABILITY_FRESH: "fresh",
    pb.AVAILABILITY_STALE: "stale",
    pb.AVAILABILITY_UNAVAILABLE: "unavailable",
}


class SourceView(View):
    """How an organisme answered: fresh, stale (what it said earlier is shown) or unavailable (nothing of it is)."""

    organisme: str
    name: str
    availability: str
    text: str
    data_time: str | None
    retry_in_seconds: int | None


class Alert(View):
    """Something to know before reading on: info, warning or error."""

    level: str
    text: str


def source_view(source: pb.SourceStatus) -> SourceView:
    """How an organisme answered, in words."""
    availability = _AVAILABILITY.get(source.availability, "unavailable")
    dated = source.HasField("data_time")
    texts = {
        "fresh": "A répondu à l'instant.",
        "stale": f"N'a pas répondu : voici ce qu'il indiquait {moment(source.data_time) if dated else 'auparavant'}.",
        "unavailable": "N'a pas répondu : ce qui vient de cet organisme manque ici.",
    }
    reason = f" {source.reason}" if source.reason and availability != "fresh" else ""
    return SourceView(
        organisme=source.organisme,
        name=source.organisme_name,
        availability=availability,
        text=texts[availability] + reason,
        data_time=instant(source.data_time) if dated else None,
        retry_in_seconds=source.retry_in_seconds or None,
    )


def source_views(sources: Iterable[pb.SourceStatus]) -> tuple[SourceView, ...]:
    """Every organisme asked."""
    return tuple(source_view(source) for source in sources)


def missing_names(sources: Sequence[SourceView], unanswered: Iterable[str]) -> list[str]:
    """Who is waited for, by name: those that rights names, or whoever is away where it names nobody."""
    names = {source.organisme: source.name for source in sources}
    waited = [names.get(organisme) or reader_name(organisme) for organisme in unanswered]
    return waited or [source.name for source in sources if source.availability == "unavailable"]


def source_alerts(sources: Iterable[SourceView]) -> tuple[Alert, ...]:
    """One alert per organisme that is missing, or that speaks of an earlier day."""
    levels = {"stale": "info", "unavailable": "warning"}
    return tuple(
        Alert(level=levels[source.availability], text=f"{source.name} {source.text[:1].lower()}{source.text[1:]}")
        for source in sources
        if source.availability in levels
    )
