"""What is left to ask, in the order that narrows the result most, in the words of the catalogue."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from services.simulator.domain.catalogue import Aspect, Catalogue
from services.simulator.domain.doubt import Doubt
from services.simulator.domain.eligibility import Key
from services.simulator.domain.questions import Open
from services.simulator.domain.results import BenefitResult, Eligibility, Method, Question

_CAREER = "career"
# Questions that conditions and estimates raise by themselves, by the last part of their id.
_ASPECTS = {
    "union": Aspect.PARTNER,
    "children": Aspect.CHILDREN,
    "bereaved": Aspect.BEREAVED,
    "incapacity_rate": Aspect.DISABILITY,
    "activity": Aspect.ACTIVITY,
    "expecting": Aspect.PREGNANCY,
    "expected_birth_date": Aspect.PREGNANCY,
    "school": Aspect.STUDIES,
    "occupancy": Aspect.HOME_OCCUPANCY,
    "commune": Aspect.HOME_COMMUNE,
    "tax_incomes": Aspect.TAX_INCOME,
}
# Parts of a person, by the first word of the question; the last one picks the text.
_PARTS = {_CAREER: Aspect.CAREER, "childcare": Aspect.CHILDCARE, "leave": Aspect.LEAVE}


def questions_of(
    open_questions: Sequence[Open], doubts: Mapping[Key, Doubt], results: Iterable[BenefitResult], catalogue: Catalogue
) -> tuple[Question, ...]:
    """What is left to ask: the question that settles or narrows the most benefits first. What changes nothing is not asked."""
    bears: dict[str, set[str]] = defaultdict(set)
    for result in results:
        doubt = doubts.get((result.benefit, result.person))
        law = catalogue.benefits[result.benefit].method is Method.LAW_AS_CODE
        telling = doubt.telling if law and doubt is not None and doubt.is_doubtful else ()
        if result.eligibility is Eligibility.RECEIVED:
            telling = ()
        for question in (*telling, *result.missing):
            bears[question].add(result.benefit)
    known = {question.id: question for question in open_questions}
    order = {benefit: rank for rank, benefit in enumerate(catalogue.benefits)}
    asked = [
        (
            _rank(question, known.get(question), catalogue),
            worded(question, known.get(question), tuple(sorted(benefits, key=order.__getitem__)), catalogue),
        )
        for question, benefits in bears.items()
    ]
    asked.sort(key=lambda pair: (-pair[1].settles, pair[0], pair[1].question))
    return tuple(question for _, question in asked)


def worded(question: str, found: Open | None, benefits: tuple[str, ...], catalogue: Catalogue) -> Question:
    """A question by its id, with what it bears on."""
    aspect, variant, person = _about(question, found)
    texts = catalogue.questions[aspect].texts
    text = texts.get(variant) or texts.get("default", "")
    return Question(question, text, person, settles=len(benefits), benefits=benefits)


def _rank(question: str, found: Open | None, catalogue: Catalogue) -> int:
    return catalogue.questions[_about(question, found)[0]].rank


def _about(question: str, found: Open | None) -> tuple[Aspect, str, str]:
    if found is not None:
        return found.aspect, found.variant, found.person
    first, *rest = question.split(".")
    person = first if rest and first != "home" else ""
    if rest and rest[0] in _PARTS:
        return _PARTS[rest[0]], rest[-1], person
    if rest[:1] == ["resources"]:
        return Aspect.RESOURCES if rest[1:] else Aspect.OTHER_RESOURCES, rest[-1], person
    last = question.rpartition(".")[2]
    return _ASPECTS[last], last, person
