"""What is read at start, and what is forgotten in time."""

from pathlib import Path

import pytest

from sandbox.franceconnect.personas import PersonasError, load
from sandbox.franceconnect.settings import Settings
from sandbox.franceconnect.state import ExpiringStore
from sandbox.franceconnect.tests.relying_party import FakeClock

HERE = Path(__file__).parent / "personas"


def test_personas_are_read_by_id_and_foreign_keys_are_ignored() -> None:
    assert list(load(HERE)) == ["karim", "marie", "paul"]


@pytest.mark.parametrize(("persona", "birthdate"), [("karim", "1979-01-01"), ("paul", "1951-01-01")])
def test_presumed_birthdates_are_written_with_the_first_day(persona: str, birthdate: str) -> None:
    assert load(HERE)[persona].identity.birthdate == birthdate


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"35238"', "35238"),
        ('"35238"', '""'),
        ("1988-04-12", "12/04/1988"),
        ("id: marie", "id: louise"),
        ("faults: []", "faults: [tremblement]"),
        ("eidas1", "eidas9"),
        ("identity:", "identity: ["),
    ],
)
def test_a_wrong_persona_is_refused_with_the_name_of_its_file(tmp_path: Path, old: str, new: str) -> None:
    text = (HERE / "marie.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "marie.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(PersonasError, match=r"marie\.yaml"):
        load(tmp_path)


def test_a_directory_without_personas_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PersonasError):
        load(tmp_path)


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MESDROITS_FC_LISTEN", "127.0.0.1:9001")
    monkeypatch.setenv("MESDROITS_FC_REDIRECT_URIS", '["http://127.0.0.1:9000/a"]')
    monkeypatch.setenv("MESDROITS_PERSONAS_DIR", "/personas")
    settings = Settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 9001)
    assert settings.redirect_uris == ("http://127.0.0.1:9000/a",)
    assert settings.personas_dir == Path("/personas")


def test_a_store_forgets_in_time_and_keeps_no_more_than_its_capacity() -> None:
    clock = FakeClock()
    store: ExpiringStore[int] = ExpiringStore(clock, ttl=30, capacity=2)
    store.put("a", 1)
    clock.advance(29)
    store.put("a", 2)
    assert store.get("a") == 2
    clock.advance(1)
    assert store.get("a") is None
    for key in "bcd":
        store.put(key, 0)
    assert (len(store), store.get("b")) == (2, None)
