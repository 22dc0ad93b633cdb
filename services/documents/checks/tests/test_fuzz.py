"""Every parser's path, with bytes made to break it: within the process for what raises, in the worker for what crashes."""

# Chance here is not for secrets.
# ruff: noqa: S311

import asyncio
import contextlib
import random
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.corpus import drawing
from services.documents.checks import frames
from services.documents.checks.content import accounts, dates, kinds, mrz, names, nir
from services.documents.checks.files.images import open_image, without_metadata
from services.documents.checks.files.magic import Kind, kind_of
from services.documents.checks.files.opened import Unreadable
from services.documents.checks.files.pdf import open_pdf, structure_of
from services.documents.checks.files.polyglot import second_content
from services.documents.checks.pipeline import Examiner, examine
from services.documents.checks.sandbox import Sandbox, SandboxSettings
from services.documents.checks.tests.material import PERSON, deposited, jpeg, pdf
from services.documents.domain.verdicts import Examination

_SEEDS = {
    Kind.PDF: pdf(), Kind.JPEG: jpeg(dpi=40), Kind.PNG: drawing.encoded(drawing.drawn(pdf(), 30), "PNG"),
    Kind.HEIC: drawing.encoded(drawing.drawn(pdf(), 30), "HEIF"),
}  # fmt: skip
_FUZZ = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def mutated(good: bytes, rng: random.Random) -> bytes:
    """A few bytes changed, cut, doubled or moved."""
    made = bytearray(good)
    for _ in range(rng.randint(1, 12)):
        at = rng.randrange(len(made) or 1)
        change = rng.randrange(4)
        if change == 0:
            made[at : at + 1] = rng.randbytes(1)
        elif change == 1:
            del made[at : at + rng.randint(1, 60)]
        elif change == 2:
            made[at:at] = made[at : at + rng.randint(1, 60)]
        else:
            made[at : at + 4] = rng.choice((b"\xff" * 4, bytes(4), b"\x7f\xff\xff\xff", b"9999"))
    return bytes(made)


@given(st.binary(max_size=3000), st.sampled_from(list(Kind)))
@_FUZZ
def test_no_bytes_break_what_reads_bytes_alone(content: bytes, kind: Kind) -> None:
    kind_of(content)
    second_content(content, kind)
    without_metadata(content)


@given(st.integers(0, 2**32), st.sampled_from([Kind.JPEG, Kind.PNG, Kind.HEIC]))
@_FUZZ
def test_a_damaged_picture_is_opened_or_unreadable(seed: int, kind: Kind) -> None:
    content = mutated(_SEEDS[kind], random.Random(seed))
    second_content(content, kind)
    with contextlib.suppress(Unreadable):
        for page in open_image(content, kind).pages:
            page.draw(75)


@pytest.mark.filterwarnings("ignore")
@given(st.integers(0, 2**32))
@_FUZZ
def test_a_damaged_pdf_is_opened_or_unreadable(seed: int) -> None:
    content = mutated(_SEEDS[Kind.PDF], random.Random(seed))
    with contextlib.suppress(Unreadable):
        for page in open_pdf(content, structure_of(content).pages).pages:
            page.draw(40)


@given(st.text(max_size=600))
@_FUZZ
def test_no_text_breaks_what_reads_texts(text: str) -> None:
    for iban in accounts.found_in(text):
        accounts.is_right(iban)
    for number, _ in nir.found_in(text):
        nir.key_of(number)
    dates.dates_in(text)
    dates.dated_after(text, ("LE",))
    mrz.expiry_in(text)
    names.named(PERSON.holder, text)
    kinds.recognise(text, "rib")


@pytest.mark.parametrize(
    "text",
    [
        "A" * 200_000,
        "FR76" + "0 " * 100_000,
        "1 " * 100_000,
        "IDFRA" + "<" * 100_000,
        "1/" * 100_000,
        "janvier " * 30_000,
    ],
)
def test_no_long_text_takes_long(text: str) -> None:
    began = time.process_time()
    accounts.found_in(text)
    nir.found_in(text)
    dates.dates_in(text)
    dates.dated_after(text, ("LE", "DATE"))
    mrz.expiry_in(text)
    kinds.recognise(text, "rib")
    assert time.process_time() - began < 5


@given(st.binary(max_size=200))
@_FUZZ
def test_no_answer_of_a_worker_breaks_the_service(answered: bytes) -> None:
    for frame in (answered, frames.pack(answered), frames.pack(b'[{"verdicts":[]},true]', answered)):
        with contextlib.suppress(frames.FrameError):
            assert isinstance(frames.examination_of(frame), Examination)


async def test_whatever_is_sent_the_workers_parent_lives(tmp_path: Path) -> None:
    rng = random.Random(5)
    async with Sandbox.open(SandboxSettings(workers=2, seconds=30)) as sandbox:
        files = [mutated(content, rng) for content in _SEEDS.values() for _ in range(10)] + [
            rng.randbytes(500) for _ in range(5)
        ]
        found = await asyncio.gather(*(examine(deposited(file), Examiner(sandbox)) for file in files))
        assert all(one.verdicts for one in found)
        assert not (await examine(deposited(pdf()), Examiner(sandbox))).refused
