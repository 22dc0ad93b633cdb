"""Things that bring their own date: papers, mandates, decisions to contest, pieces expected, days that nothing covers."""

from collections.abc import Collection, Iterator
from datetime import date

from services.notify.domain.due import DueItem
from services.notify.domain.items import Horizon, Matter, Standing, make_item, right_of
from services.notify.domain.months import add_days
from services.notify.domain.profile import Duty, HeldRight, Mandate, Profile
from services.notify.domain.renewals import asked_since
from services.notify.domain.rulebook import Rulebook


def dated_things(profile: Profile, rulebook: Rulebook, horizon: Horizon) -> Iterator[DueItem]:
    """All of them but the gaps."""
    if profile.papers:
        yield from _papers(profile, rulebook, horizon)
    for mandate in profile.mandates:
        if horizon.holds(mandate.end) and not _is_renewed(mandate, profile.mandates):
            rule = rulebook.mandate
            standing = Standing(computed=False, facts={"holder": mandate.holder})
            yield make_item(
                rule.head, Matter(mandate.mandate_id), rule.opens.before(mandate.end), mandate.end, standing
            )
    for decision in profile.decisions:
        if decision.due >= horizon.first:
            facts = {"label": decision.label, "path": decision.path, "article": decision.reference}
            matter = Matter(decision.claim_id, decision.benefit, decision.organisme)
            standing = Standing(done=decision.appealed, facts={**facts, "notified": decision.notified})
            yield make_item(rulebook.appeal.head, matter, decision.notified, decision.due, standing)
    for piece in profile.pieces:
        if piece.due >= horizon.first:
            matter = Matter(piece.piece_id, piece.benefit, piece.organisme)
            standing = Standing(
                done=piece.done, computed=False, facts={"label": piece.label, "otherwise": piece.consequence}
            )
            yield make_item(rulebook.piece.head, matter, piece.asked, piece.due, standing)


def scholarship(profile: Profile, rulebook: Rulebook, horizon: Horizon) -> Iterator[DueItem]:
    """A scholarship to ask for again, for the school year that comes; of those that are past nobody knows whether they were."""
    rule = rulebook.scholarship
    for year in range(horizon.today.year, horizon.last.year + 1):
        due = date(year, *rule.due)
        if horizon.today <= due <= horizon.last and rule.head.holds(due):
            standing = Standing(facts={"year": f"{year}-{year + 1}"})
            yield make_item(rule.head, Matter(profile.scholarship), rule.opens.before(due), due, standing)


def _is_renewed(mandate: Mandate, mandates: tuple[Mandate, ...]) -> bool:
    """Whether the same holder has one that lasts longer."""
    return bool(mandate.holder) and any(
        other.holder == mandate.holder and other.end > mandate.end for other in mandates
    )


def _papers(profile: Profile, rulebook: Rulebook, horizon: Horizon) -> Iterator[DueItem]:
    newest = {
        kind: max(one.expiry for one in profile.papers if one.kind is kind)
        for kind in {one.kind for one in profile.papers}
    }
    for paper in profile.papers:
        # A newer paper of the same kind has taken its place.
        if paper.expiry < newest[paper.kind] or not horizon.holds(paper.expiry):
            continue
        for rule in rulebook.papers.get(paper.kind, ()):
            if rule.head.holds(paper.expiry):
                facts = {"by": rule.ask_by.before(paper.expiry)}
                standing = Standing(computed=False, facts=facts)
                yield make_item(
                    rule.head, Matter(paper.reference), rule.opens.before(paper.expiry), paper.expiry, standing
                )


def gaps(profile: Profile, rulebook: Rulebook, said: Collection[str], horizon: Horizon) -> Iterator[DueItem]:
    """Days to come that no right covers. `said`: the benefits whose end another rule already tells."""
    rule = rulebook.gap
    for gap in profile.gaps:
        last = add_days(gap.start, -1)
        if gap.ended in said or not horizon.holds(last):
            continue
        doubt = "" if gap.certain else "il se peut que rien ne couvre"
        facts: dict[str, date | str] = {
            "start": gap.start,
            "cover": gap.cover,
            "remedy": gap.remedy_text,
            "doubt": doubt,
        }
        matter, opens = Matter(gap.ended, gap.remedy or gap.ended), rule.opens.before(last)
        done = asked_since(profile, (gap.remedy, gap.ended), opens)
        yield make_item(rule.head, matter, opens, last, Standing(done=done, facts=facts))


def told_without_rule(right: HeldRight, duty: Duty, rulebook: Rulebook) -> DueItem:
    """What an organisme asks of a right for which no rule foresees it."""
    rule = rulebook.told[duty.kind]
    standing = Standing(done=duty.done, reference_months=duty.reference_months, computed=False)
    return make_item(rule.head, right_of(right), duty.open or rule.opens.before(duty.due), duty.due, standing)
