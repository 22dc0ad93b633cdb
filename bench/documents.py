"""`make bench-documents`: the corpus through the whole pipeline, antivirus included, and OCR alone beside it.

Every case goes through the worker that the service uses. Time is the workers' own time of a core, tesseract's included, so that what else runs
on the machine does not count; the first verdict is a time on the clock. Cases of which the machine must not decide alone are counted as
accepted only where no rule refuses them and no person is asked.
"""

import asyncio
import resource
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bench.corpus import antivirus
from bench.corpus.case import TODAY, Case, Fate, deposit, paper
from bench.corpus.cases import corpus
from bench.corpus.people import someone
from bench.corpus.signing import write_keys
from bench.figures import Figure, report
from services.documents.checks.files import ocr
from services.documents.checks.files.images import open_image
from services.documents.checks.files.magic import Kind, kind_of
from services.documents.checks.files.pdf import open_pdf
from services.documents.checks.malware import Clamd
from services.documents.checks.pipeline import Examiner, examine
from services.documents.checks.sandbox import Cost, Sandbox, SandboxSettings, WorkerDied
from services.documents.domain.verdicts import Deposited, Examination, Outcome

_WORKERS = 2
_FIRST_VERDICTS = 60
_OCR_SAMPLE = 24
_MEGABYTE = 1024


class Measured(Sandbox):
    """The sandbox, which also keeps what each document took."""

    def __init__(self, settings: SandboxSettings) -> None:
        super().__init__(settings)
        self.costs: dict[int, Cost] = {}

    async def examine(self, deposited: Deposited) -> tuple[Examination, Cost]:
        """As it is, and the cost kept by the deposit's identity."""
        try:
            examination, cost = await super().examine(deposited)
        except WorkerDied as died:
            self.costs[id(deposited)] = died.cost
            raise
        self.costs[id(deposited)] = cost
        return examination, cost


@dataclass(frozen=True)
class Result:
    """What was found of a case."""

    case: Case
    found: Examination
    cost: Cost

    @property
    def accepted(self) -> bool:
        """By the machine alone."""
        return not self.found.refused and not self.found.needs_review

    def outcome(self, rule: str) -> Outcome | None:
        """What a rule said, or None where it was not reached."""
        return next((one.outcome for one in self.found.verdicts if one.rule == rule), None)


async def main() -> int:
    """Runs everything; the exit code is `report`'s."""
    print("making the corpus…", flush=True)
    cases = list(corpus())
    print(f"{len(cases)} cases, {sum(len(f) for c in cases for f in c.deposited.files) >> 20} MiB", flush=True)
    with tempfile.TemporaryDirectory() as home:
        keys = write_keys(Path(home) / "keys.json")
        async with _antivirus() as clamd, Measured.open(SandboxSettings(workers=_WORKERS, keys=keys)) as sandbox:
            examiner = Examiner(sandbox, clamd)
            delays = await _first_verdicts(examiner)
            results = await _all(cases, examiner, sandbox)
    _print_matrix(results)
    _print_faults(results)
    return report([*_safety(results), *_quality(results), *_speed(results, delays)])


@asynccontextmanager
async def _antivirus() -> AsyncIterator[Clamd]:
    if not antivirus.installed():
        print("clamd is not installed: what it would find is INCONCLUSIVE", file=sys.stderr)
        yield Clamd()
        return
    async with antivirus.clamd() as clamd:
        yield clamd


async def _first_verdicts(examiner: Examiner) -> list[float]:
    """Milliseconds on the clock, one document after the other, workers warm."""
    import random

    person = someone(random.Random(7))  # noqa: S311
    good = deposit("rib", person, paper("rib", person, TODAY))
    await asyncio.gather(*(examine(good, examiner) for _ in range(_WORKERS)))
    delays = []
    for _ in range(_FIRST_VERDICTS):
        began = time.perf_counter()
        await examine(good, examiner)
        delays.append((time.perf_counter() - began) * 1000)
    return delays


async def _all(cases: list[Case], examiner: Examiner, sandbox: Measured) -> list[Result]:
    waiting, results = iter(cases), list[Result]()

    async def worker() -> None:
        for case in waiting:
            deposited = replace(case.deposited)
            found = await examine(deposited, examiner)
            results.append(Result(case, found, sandbox.costs.pop(id(deposited))))
            if len(results) % 50 == 0:
                print(f"  {len(results)} examined", flush=True)

    await asyncio.gather(*(worker() for _ in range(_WORKERS)))
    return results


def _print_matrix(results: list[Result]) -> None:
    """By rule: what it should have said, and what it said."""
    matrix: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for result in results:
        for rule, expected in result.case.expected.items():
            said = result.outcome(rule)
            matrix[rule][expected.value, said.value if said else "not reached"] += 1
    print("\nrule                     expected       said           cases")
    for rule, counted in sorted(matrix.items()):
        for (expected_, said_), count in sorted(counted.items()):
            mark = "" if expected_ == said_ else "  <-"
            print(f"{rule:24} {expected_:14} {said_:14} {count:5}{mark}")
    print("\nrule                     verdicts  INCONCLUSIVE")
    said_by_rule: dict[str, Counter[Outcome]] = defaultdict(Counter)
    for result in results:
        for verdict in result.found.verdicts:
            said_by_rule[verdict.rule][verdict.outcome] += 1
    for rule, outcomes in sorted(said_by_rule.items()):
        print(f"{rule:24} {outcomes.total():8}  {outcomes[Outcome.INCONCLUSIVE] / outcomes.total():12.1%}")
    print(flush=True)


def _print_faults(results: Iterable[Result]) -> None:
    """Each case that did not end as it must."""
    for result in results:
        if _FAULTY[result.case.fate](result):
            said = [
                f"{v.rule} {v.outcome} {v.evidence}" for v in result.found.verdicts if v.outcome is not Outcome.PASSED
            ]
            print(f"{result.case.name} should be {result.case.fate}: {'; '.join(said)}", flush=True)


_FAULTY: dict[Fate, Callable[[Result], bool]] = {
    Fate.TAKEN: lambda result: result.found.refused,
    Fate.REFUSED: lambda result: not result.found.refused,
    Fate.STOPPED: lambda result: result.accepted,
}


def _safety(results: list[Result]) -> list[Figure]:
    forged = [result for result in results if result.case.forged]
    infected = [result for result in results if result.case.infected]
    lawful = [result for result in results if result.case.fate is Fate.TAKEN]
    bad = [result for result in results if result.case.fate is Fate.REFUSED]
    bombs = [
        result.cost.rss_kb / _MEGABYTE for result in results if result.case.family.endswith(("bomb", "_pdf", "_page"))
    ]
    cap = SandboxSettings().memory >> 20
    return [
        Figure("documents.corpus_cases", len(results), "cases", "generated from one seed, none committed", ">= 300"),
        Figure("documents.forged_accepted", _accepted(forged), "cases", f"of {len(forged)}: signature, key, text, person, paper", "= 0"),
        Figure("documents.infected_accepted", _accepted(infected), "cases", f"of {len(infected)} with EICAR, by clamd", "= 0"),
        Figure("documents.admissible_refused", sum(one.found.refused for one in lawful), "cases", f"of {len(lawful)} good ones", "= 0"),
        Figure("documents.bad_not_refused", sum(not one.found.refused for one in bad), "cases", f"of {len(bad)} that a machine can tell", "= 0"),
        Figure("documents.bombs_memory_mb", max(bombs), "MB", "the worker's memory at most, over every bomb", f"<= {cap}"),
    ]  # fmt: skip


def _accepted(results: list[Result]) -> int:
    return sum(result.accepted for result in results)


def _quality(results: list[Result]) -> list[Figure]:
    typed = [result for result in results if result.case.typed and result.outcome("type-reconnu") is not None]
    right = sum(result.found.type_found == result.case.typed for result in typed)
    verdicts = [verdict.outcome for result in results for verdict in result.found.verdicts]
    lawful = [result for result in results if result.case.fate is Fate.TAKEN]
    expected = [(result, rule, wanted) for result in results for rule, wanted in result.case.expected.items()]
    said = sum(result.outcome(rule) is wanted for result, rule, wanted in expected)
    return [
        Figure("documents.types_recognised", right / len(typed), "ratio", f"of {len(typed)} read, {sum(one.case.needs_ocr for one in typed)} of them by OCR", ">= 0.95"),
        Figure("documents.rules_right", said / len(expected), "ratio", f"of {len(expected)} outcomes expected of named rules"),
        Figure("documents.inconclusive_share", verdicts.count(Outcome.INCONCLUSIVE) / len(verdicts), "ratio", "of all verdicts"),
        Figure("documents.good_reviewed", sum(one.found.needs_review for one in lawful) / len(lawful), "ratio", "good ones that a person has to look at"),
    ]  # fmt: skip


def _speed(results: list[Result], delays: list[float]) -> list[Figure]:
    layered = [result for result in results if result.case.family == "bon-pdf"]
    pictures = [r for r in results if r.case.family in ("scan", "photo") and len(r.case.deposited.files) == 1][
        :_OCR_SAMPLE
    ]
    ours = sum(result.cost.cpu_ms for result in pictures) / 1000
    alone = sum(_ocr_alone(result.case.deposited.files[0]) for result in pictures)
    count = len(pictures)
    return [
        Figure("documents.first_verdict_p50_ms", statistics.median(delays), "ms", f"one-page PDF, clamd included, {len(delays)} in a row", "<= 300"),
        Figure("documents.pdf_per_core_s", len(layered) * 1000 / sum(r.cost.cpu_ms for r in layered), "documents/s", "PDFs with text, time of a core"),
        Figure("documents.scan_per_core_s", count / ours, "documents/s", f"{count} scans and photos, whole pipeline"),
        Figure("documents.ocr_per_core_s", count / alone, "documents/s", "the same, tesseract alone"),
        Figure("documents.pipeline_vs_ocr", alone / ours, "ratio", "pipeline over tesseract alone, same documents, time of a core"),
    ]  # fmt: skip


def _ocr_alone(content: bytes) -> float:
    """Seconds of a core that tesseract takes on the first page."""
    kind = kind_of(content)
    page = (open_pdf(content, 1) if kind is Kind.PDF else open_image(content, Kind(kind))).pages[0]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ocr.text_of(page.draw)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
