"""Whether the questions of a kind ask for all that is needed, once, and for nothing else."""

from collections import Counter
from collections.abc import Iterator

from services.situation.domain.catalogue import END, START, FactKind, FieldType

_DAYS = (FieldType.DATE, FieldType.MONTH)


def question_faults(kind: FactKind) -> Iterator[str]:
    """What is wrong with the questions of a kind; nothing when they are sound."""
    asked = Counter(name for question in kind.questions for name in question.fields)
    yield from (f"{name} is asked {times} times" for name, times in asked.items() if times > 1)
    yield from (f"a question asks for an unknown field {name}" for name in asked if name not in _askable(kind))
    needed = {spec.name for spec in kind.fields if spec.required} | (_askable(kind) & {START, END})
    yield from (f"{name} is never asked" for name in sorted(needed - set(asked)))
    yield from _start_faults(kind)
    yield from _condition_faults(kind)


def _askable(kind: FactKind) -> set[str]:
    bounds = ({START} if kind.start.field is None else set()) | ({END} if kind.end else set())
    return {spec.name for spec in kind.fields} | bounds


def _start_faults(kind: FactKind) -> Iterator[str]:
    if kind.start.field is None and not kind.start.label:
        yield "the first day has no name"
    days = {spec.name for spec in kind.fields if spec.required and spec.type in _DAYS}
    if kind.start.field is not None and kind.start.field not in days:
        yield f"the first day is that of {kind.start.field}, which may be absent"


def _condition_faults(kind: FactKind) -> Iterator[str]:
    """A question may hang on the answer to an earlier one, and then asks for nothing that is always required."""
    before: set[str] = set()
    codes = {spec.name: spec.codes for spec in kind.fields}
    required = {spec.name for spec in kind.fields if spec.required} | {START}
    for question in kind.questions:
        if question.only_when:
            field, wanted = question.only_when
            if field not in before or set(wanted) - set(codes[field]):
                yield f"« {question.label} » hangs on {field}, which is not asked before or has no such code"
            if required & set(question.fields):
                yield f"« {question.label} » may not be asked, and asks for what is required"
        before |= set(question.fields)
