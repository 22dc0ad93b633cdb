import json
from pathlib import Path

from sandbox.suite.announcement import announcement
from sandbox.suite.control import State
from sandbox.suite.layout import PROCESSES, Layout
from sandbox.suite.watch import Watch


def _watch(root: Path) -> tuple[Watch, Path]:
    layout = Layout(root)
    layout.logs.mkdir(parents=True)
    log = layout.log_of("rights")
    log.write_text(json.dumps({"level": "ERROR", "message": "from yesterday"}) + "\n")
    return Watch(layout, ["rights"]), log


def test_only_new_warnings_are_told(root: Path) -> None:
    watch, log = _watch(root)
    with log.open("a") as file:
        file.write(json.dumps({"level": "INFO", "message": "serving"}) + "\n")
        file.write(json.dumps({"level": "WARNING", "message": "organisme slow", "trace_id": "ab12"}) + "\n")
    assert watch.look({}) == ["[rights] WARNING organisme slow (trace ab12)"]
    assert watch.look({}) == []


def test_a_line_that_is_still_being_written_is_told_once_whole(root: Path) -> None:
    watch, log = _watch(root)
    with log.open("a") as file:
        file.write("ValueError: half")
        file.flush()
        assert watch.look({}) == []
        file.write(" a line\n")
    assert watch.look({}) == ["[rights] ValueError: half a line"]


def test_a_rotated_log_is_read_from_its_start(root: Path) -> None:
    watch, log = _watch(root)
    log.write_text("[1] [ERR] x\n")
    assert watch.look({}) == ["[rights] [1] [ERR] x"]


def test_a_new_pid_is_a_fall_and_the_first_one_is_not(root: Path) -> None:
    watch, _ = _watch(root)
    assert watch.look({"rights": State("RUNNING", 10)}) == []
    assert watch.look({"rights": State("STARTING", 11)}) == [
        "[rights] s'est arrêté tout seul ; relancé (processus 11)."
    ]
    [given_up] = watch.look({"rights": State("FATAL", None)})
    assert "abandonné" in given_up
    assert watch.look({"rights": State("FATAL", None)}) == []


def test_the_announcement_gives_the_address_the_traces_and_the_personas(root: Path) -> None:
    said = announcement(Layout(root, 9000), PROCESSES, 12.34)
    assert "prêt en 12,3 s : http://127.0.0.1:9000" in said
    assert "http://127.0.0.1:9002" in said
    assert any(line.startswith("  veuve ") for line in said.splitlines())
