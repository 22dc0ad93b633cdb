"""What a file is: its real type, what hides in it, whether it opens."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from bench.corpus import attacks, bombs, drawing
from services.documents.checks.files.magic import Kind, kind_of
from services.documents.checks.files.polyglot import second_content
from services.documents.checks.tests.material import deposited, inspector, jpeg, outcome, pdf, said
from services.documents.domain.verdicts import Outcome, RefusalReason


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", Kind.PDF),
        (b"\xef\xbb\xbf\r\n%PDF-1.7\n", Kind.PDF),
        (b"\xff\xd8\xff\xe0", Kind.JPEG),
        (b"\x89PNG\r\n\x1a\n", Kind.PNG),
        (b"\0\0\0\x18ftypheic\0\0\0\0", Kind.HEIC),
        (b"\0\0\0\x18ftypisom\0\0\0\0", Kind.OTHER),
        (b"GIF89a", Kind.OTHER),
        (b"MZ", Kind.OTHER),
        (b"junk junk %PDF-1.7", Kind.OTHER),
        (b"", Kind.EMPTY),
    ],
)
def test_the_type_is_told_by_the_first_bytes(content: bytes, kind: Kind) -> None:
    assert kind_of(content) is kind


@pytest.mark.parametrize("make", [pdf, jpeg])
def test_an_ordinary_file_has_one_content(make) -> None:  # type: ignore[no-untyped-def]
    content = make()
    assert second_content(content, kind_of(content)) is None


@pytest.mark.parametrize(
    ("content", "kind", "second"),
    [
        (attacks.archive_behind(b"%PDF-1.4\n%%EOF\n"), Kind.PDF, "archive"),
        (attacks.page_behind(b"%PDF-1.4\n%%EOF\n"), Kind.PDF, "page web"),
        (b"%PDF-1.4 <script>x</script>", Kind.PDF, "page web"),
        (b"\xff\xd8\xff\xfe\0\x10%PDF-1.4", Kind.JPEG, "PDF"),
        (b"\xff\xd8\xff\xe0\xff\xd9MZ\x90", Kind.JPEG, "programme"),
    ],
)
def test_a_second_content_is_found(content: bytes, kind: Kind, second: str) -> None:
    assert second_content(content, kind) == second


# The others are told by clamd, by their blank picture, or by the death of their worker: test_pipeline.
_TOLD_HERE = [
    (rule, one)
    for rule, made in attacks.ON_PDF.items()
    for one in made
    if rule != "logiciel-malveillant" and not one.__name__.endswith(("bomb", "_page"))
] + [("fichier-type-reel", bombs.zip_bomb)]


@pytest.mark.parametrize(("rule", "attack"), _TOLD_HERE)
def test_a_pdf_made_to_harm_is_refused_by_its_rule(rule: str, attack) -> None:  # type: ignore[no-untyped-def]
    found = inspector().examine(deposited(attack(pdf())))
    assert found.refused
    assert outcome(found, rule) is Outcome.FAILED
    assert said(found, rule).reason is RefusalReason.ILLISIBLE
    assert found.content is None


def test_a_pdf_that_may_not_be_changed_but_opens_is_taken() -> None:
    found = inspector().examine(deposited(attacks.restricted(pdf())))
    assert not found.refused
    assert said(found, "pdf-protege").evidence == "protégé contre la modification"


def test_a_signed_pdf_is_kept_byte_for_byte() -> None:
    content = pdf()
    assert inspector().examine(deposited(content)).content == content


def test_where_a_photo_was_taken_is_taken_out_and_its_dots_are_left() -> None:
    photo = drawing.jpeg(drawing.drawn(pdf(), 150), placed=True)
    found = inspector().examine(deposited(photo))
    assert found.content is not None
    kept = Image.open(io.BytesIO(found.content))
    assert not kept.getexif()
    assert b"Exif" not in found.content
    assert kept.tobytes() == Image.open(io.BytesIO(photo)).tobytes()
    assert said(found, "metadonnees-retirees").evidence == "2 blocs retirés"


def test_a_photo_taken_sideways_is_turned_before_its_orientation_is_forgotten() -> None:
    page = drawing.drawn(pdf(), 150)
    found = inspector().examine(deposited(drawing.jpeg(page.rotate(90, expand=True), orientation=6)))
    assert found.content is not None
    assert Image.open(io.BytesIO(found.content)).size == page.size


def test_a_heic_photo_becomes_a_jpeg() -> None:
    found = inspector().examine(deposited(drawing.encoded(drawing.drawn(pdf(), 150), "HEIF")))
    assert found.media_type == "image/jpeg"
    assert found.content is not None
    assert kind_of(found.content) is Kind.JPEG


def test_photos_and_pdfs_become_one_pdf_in_their_order() -> None:
    found = inspector().examine(deposited(jpeg(), pdf(), drawing.encoded(drawing.drawn(pdf(), 100), "PNG")))
    assert found.media_type == "application/pdf"
    assert found.pages == 3
    assert found.content is not None
    again = inspector().examine(deposited(found.content))
    assert again.pages == 3


def test_one_bad_file_among_several_refuses_the_whole_and_says_which() -> None:
    found = inspector().examine(deposited(pdf(), attacks.javascript(pdf())))
    assert said(found, "pdf-actif").evidence.startswith("fichier 2, ")
    assert found.refused


def test_a_type_that_the_organisme_does_not_take_is_refused() -> None:
    asked = deposited(jpeg())
    asked = replace(asked, limits=replace(asked.limits, media_types=("application/pdf",)))
    assert outcome(inspector().examine(asked), "fichier-type-reel") is Outcome.FAILED
