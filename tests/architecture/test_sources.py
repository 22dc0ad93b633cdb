"""The house's rules on code, kept by reading it: sizes, names, and who may do what."""

import ast
from collections.abc import Iterable

from tests.architecture.sources import Source, length, positional, sources

_SETTINGS = ("settings.py",)
_FORBIDDEN_NAMES = {"utils.py", "helpers.py", "common.py", "misc.py", "util.py", "helper.py", "tools.py"}
# The gate, the consumer loop, and a background task that is named before it ends the process.
# The interceptor and the two consumer loops, and the one of their kind outside the chassis: the edge's outermost layer.
_BROAD_CATCHERS = {
    "chassis/gate.py", "chassis/inbox.py", "chassis/server.py", "chassis/together.py", "services/bff/security.py",
}  # fmt: skip
_CLOCKS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns", "time.monotonic",
    "datetime.datetime.now", "datetime.date.today", "random.random", "uuid.uuid4", "uuid.uuid7", "os.urandom", "os.environ",
}  # fmt: skip
_IMPURE = (
    "grpc", "sqlalchemy", "sqlmodel", "nats", "mesdroits", "httpx", "asyncpg", "asyncio", "google", "opentelemetry", "random",
    "socket", "time", "uuid", "os",
)  # fmt: skip
# Of the chassis, a domain knows how refusals are named, and nothing else.
_PURE_CHASSIS = "chassis.errors"


def broken(offenders: Iterable[str]) -> None:
    """Fails, naming all of them at once."""
    found = sorted(offenders)
    assert not found, "\n" + "\n".join(found)


def test_no_file_is_longer_than_250_lines() -> None:
    broken(f"{source.path}: {source.lines} lines" for source in sources() if source.lines > 250)


def test_no_function_is_longer_than_30_lines() -> None:
    broken(
        f"{source.path}:{function.lineno} {function.name}: {length(function)} lines"
        for source in sources()
        # A migration is data that reads from top to bottom.
        if "/migrations/versions/" not in source.path
        for function in source.functions()
        if length(function) > 30
    )


def test_no_function_takes_more_than_five_parameters_by_position() -> None:
    broken(
        f"{source.path}:{function.lineno} {function.name}: {positional(function)} parameters"
        for source in sources()
        for function in source.functions()
        # What a test asks of its fixtures, it asks by name; and OpenTelemetry's own signatures are its own.
        if positional(function) > 5 and not source.is_test and function.name != "start_span"
    )


def test_the_wiring_of_a_service_fits_on_a_screen() -> None:
    mains = [source for source in sources() if source.path.startswith("services/") and source.name == "main.py"]
    assert len(mains) >= 4
    broken(f"{source.path}: {source.lines} lines" for source in mains if source.lines > 60)


def test_no_file_has_a_name_that_says_nothing() -> None:
    broken(source.path for source in sources() if source.name in _FORBIDDEN_NAMES)


def test_the_environment_is_read_by_settings_only() -> None:
    broken(
        f"{source.path}: {one}"
        for source in sources()
        if source.is_deployed and source.name not in _SETTINGS
        for one in [*source.imports_from("os.environ", "os.getenv", "dotenv"), *_environment(source)]
    )


def _environment(source: Source) -> list[str]:
    return [one for one in source.dotted() if one in ("os.environ", "os.getenv")]


def test_the_opentelemetry_sdk_is_known_to_the_chassis_telemetry_only() -> None:
    sdk = ("opentelemetry.sdk", "opentelemetry.exporter", "opentelemetry.instrumentation")
    broken(
        f"{source.path}: {one}"
        for source in sources()
        if not source.is_test and not source.path.startswith(("chassis/telemetry", "bench/"))
        for one in source.imports_from(*sdk)
    )


def test_retries_stand_in_the_clients_of_the_chassis_only() -> None:
    broken(
        f"{source.path}: {one}"
        for source in sources()
        if source.path != "chassis/clients.py"
        for one in source.imports_from("tenacity", "backoff", "retrying")
    )


def test_nobody_catches_everything() -> None:
    broken(
        f"{source.path}:{handler.lineno}"
        for source in sources()
        if source.path not in _BROAD_CATCHERS and not source.is_test
        for handler in ast.walk(source.tree)
        if isinstance(handler, ast.ExceptHandler) and _is_broad(handler)
    )


def _is_broad(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = {ast.unparse(one) for one in caught if one} or {"BaseException"}
    # What is raised again was not caught: it was watched.
    again = isinstance(handler.body[-1], ast.Raise) and handler.body[-1].exc is None
    return bool(names & {"Exception", "BaseException"}) and not again


def domains() -> list[Source]:
    """The files of every domain."""
    found = [source for source in sources() if source.path.startswith("services/") and "/domain/" in source.path]
    found = [source for source in found if not source.is_test]
    assert len({source.path.split("/")[1] for source in found}) >= 3
    return found


def test_a_domain_knows_no_network_no_database_no_contract_and_no_clock() -> None:
    broken(f"{source.path}: {one}" for source in domains() for one in source.imports_from(*_IMPURE))
    broken(f"{source.path}: {one}" for source in domains() for one in set(source.dotted()) & _CLOCKS)


def test_a_domain_waits_for_nothing() -> None:
    broken(
        f"{source.path}:{node.lineno}"
        for source in domains()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.AsyncFunctionDef | ast.Await)
    )


def test_a_domain_knows_of_the_chassis_how_refusals_are_named() -> None:
    broken(
        f"{source.path}: {one}"
        for source in domains()
        for one in source.imports_from("chassis")
        if not f"{one}.".startswith(f"{_PURE_CHASSIS}.")
    )


def test_what_is_deployed_imports_nothing_that_is_played_around_it() -> None:
    broken(
        f"{source.path}: {one}"
        for source in sources()
        if source.is_deployed
        for one in source.imports_from("sandbox", "tests", "bench", "deploy", "pytest")
    )


def test_services_never_import_each_other() -> None:
    broken(
        f"{source.path}: {one}"
        for source in sources()
        if source.path.startswith("services/")
        for one in source.imports_from("services")
        if one.split(".")[1] != source.path.split("/")[1]
    )


def test_the_chassis_knows_no_service_and_no_message_of_one() -> None:
    broken(
        f"{source.path}: {one}"
        for source in sources()
        if source.path.startswith("chassis/") and not source.is_test
        for one in source.imports_from("services", "mesdroits")
        if not one.startswith("mesdroits.common.v1.access_pb2") and one != "mesdroits.common.v1.access_pb2"
    )


def test_an_import_runs_nothing() -> None:
    # Settings are read, connections opened and files loaded by main, not because somebody looked at a module.
    broken(
        f"{source.path}:{node.lineno}"
        for source in sources()
        # Except where alembic looks at it: that is how it runs a migration.
        if source.is_deployed and not source.path.endswith("/migrations/env.py")
        for node in source.tree.body
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    )
