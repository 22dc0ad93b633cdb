"""Static files: found under their digest, kept for a year, and free of what is not ours."""

import gzip
import re

import pytest
from starlette.requests import Request

from services.bff.pages.assets import FOLDER, Assets
from services.bff.problems import NoSuchPage

ASSETS = Assets.load()
STYLES = [path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.css")]


def ask(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    _, _, digest, path = url.split("/", 3)
    answer = ASSETS.respond(Request({"type": "http", "headers": raw}), digest, path)
    return answer.status_code, dict(answer.headers), bytes(answer.body)


def test_a_file_may_be_kept_for_a_year_under_the_address_that_holds_its_digest() -> None:
    status, headers, body = ask(ASSETS.url("theme.css"))
    assert status == 200
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["content-type"].startswith("text/css")
    assert b"--theme-ink" in body


def test_an_address_of_another_release_gives_what_we_have_and_is_asked_again() -> None:
    status, headers, _ = ask("/static/0123456789abcdef/theme.css")
    assert (status, headers["cache-control"]) == (200, "public, no-cache")


def test_who_holds_the_file_is_not_sent_it_again() -> None:
    _, headers, _ = ask(ASSETS.url("portal.css"))
    status, again, body = ask(ASSETS.url("portal.css"), if_none_match=headers["etag"])
    assert (status, body) == (304, b"")
    assert again["etag"] == headers["etag"]


def test_a_browser_that_reads_gzip_gets_gzip() -> None:
    _, headers, body = ask(ASSETS.url("portal.css"), accept_encoding="gzip, br")
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(body) == (FOLDER / "portal.css").read_bytes()


@pytest.mark.parametrize("path", ["secret", "../rendering.py", "vendor/LICENSE.txt", "vendor/govuk-frontend.scss"])
def test_nothing_else_is_served(path: str) -> None:
    with pytest.raises(NoSuchPage):
        ask(f"/static/x/{path}")


@pytest.mark.parametrize("style", STYLES)
def test_a_style_brings_no_font_no_image_and_nothing_of_another_state(style: str) -> None:
    text = (FOLDER / style).read_text().lower()
    for foreign in ("@font-face", "url(", "@import", "crown", "marianne", "transport"):
        assert foreign not in text


def test_colours_and_fonts_stand_in_the_theme_alone() -> None:
    text = (FOLDER / "portal.css").read_text()
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgb\(|hsl\(", text)
    assert set(re.findall(r"font-family: ([^;]+);", text)) == {
        "var(--theme-font)", "var(--theme-font-title)", 'ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace'
    }  # fmt: skip


def test_what_the_first_visit_weighs_fits_a_slow_line() -> None:
    weight = sum(len(gzip.compress((FOLDER / style).read_bytes(), 9)) for style in STYLES)
    assert weight < 20_000
