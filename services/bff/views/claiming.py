"""What can be asked for here, from when, with the questions of its form; and where it is asked for until then."""

from collections.abc import Iterable

from mesdroits.requests_tracking.v1 import claim_pb2
from mesdroits.requests_tracking.v1 import requests_tracking_service_pb2 as pb

from services.bff.facts import iso_date
from services.bff.views.base import View
from services.bff.views.french import day
from services.bff.views.kinds import CodeView

_HERE = "Vous pouvez la demander ici."
_FROM = "Vous pourrez la demander ici à partir du {day}. D'ici là, demandez-la sur le site de l'organisme."
_ELSEWHERE = "Elle se demande sur le site de l'organisme."


class ClaimQuestionView(View):
    """A question of a form. `type`: text, amount (answered in cents of euro), date, yes_no or choice; `codes`: the answers of a choice."""

    key: str
    label: str
    hint: str
    type: str
    codes: tuple[CodeView, ...]
    required: bool


class ClaimableBenefitView(View):
    """A benefit that can be asked for. `service_url`: its online service, with what the person wants and nothing of who they are."""

    benefit: str
    label: str
    open: bool
    open_date: str | None
    open_text: str
    service_url: str | None
    questions: tuple[ClaimQuestionView, ...]


class ClaimableBenefitsView(View):
    """A page of benefits."""

    benefits: tuple[ClaimableBenefitView, ...]
    next_page_token: str | None


def claimable_view(answer: pb.ListClaimableBenefitsResponse) -> ClaimableBenefitsView:
    """A page of benefits."""
    return ClaimableBenefitsView(
        benefits=tuple(_benefit(benefit) for benefit in answer.benefits), next_page_token=answer.next_page_token or None
    )


def question_views(questions: Iterable[claim_pb2.ClaimQuestion]) -> tuple[ClaimQuestionView, ...]:
    """The questions of a form."""
    return tuple(
        ClaimQuestionView(
            key=question.key,
            label=question.label,
            hint=question.hint,
            type=question.type,
            codes=tuple(
                CodeView(code=code, label=label)
                for code, label in zip(question.codes, question.code_labels, strict=False)
            ),
            required=question.required,
        )
        for question in questions
    )


def _benefit(benefit: pb.ClaimableBenefit) -> ClaimableBenefitView:
    opens = benefit.open_date if benefit.HasField("open_date") else None
    later = _FROM.format(day=day(opens)) if opens else _ELSEWHERE
    return ClaimableBenefitView(
        benefit=benefit.benefit,
        label=benefit.label,
        open=benefit.open,
        open_date=iso_date(opens) if opens else None,
        open_text=_HERE if benefit.open else later,
        service_url=benefit.service_url or None,
        questions=question_views(benefit.questions),
    )
