"""Who may import whom, as `.importlinter` says it."""

import subprocess
import sys
from pathlib import Path

import pytest
from importlinter import cli

REPOSITORY = Path(__file__).resolve().parents[2]


def test_every_contract_on_imports_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.lint_imports(config_filename=str(REPOSITORY / ".importlinter"), cache_dir=None)
    assert code == 0, capsys.readouterr().out


WRONG = {
    "services/bff/api/x.py": "from services.identity.domain import x",
    "services/identity/domain/x.py": "import grpc\nfrom services.identity.store import x",
    "services/rights/store/x.py": "import tenacity\nimport sandbox.x",
    "chassis/x.py": "import services.bff",
}
PARTS = ("main", "serving", "app", "api", "pages", "screens", "views", "events", "usecases", "store", "domain")


def lay_out(root: Path) -> None:
    """Empty packages under the names of ours."""
    services = [
        f"services/{service}"
        for service in (
            "bff",
            "documents",
            "identity",
            "notify",
            "requests_tracking",
            "rights",
            "simulator",
            "situation",
        )
    ]
    parts = [f"{service}/{part}" for service in services for part in PARTS]
    for package in ("chassis", "sandbox", "services", *services, *parts):
        (root / package).mkdir()
        (root / package / "__init__.py").touch()
    (root / "sandbox" / "x.py").touch()


def test_every_wrong_import_would_be_found(tmp_path: Path) -> None:
    lay_out(tmp_path)
    (tmp_path / ".importlinter").write_text((REPOSITORY / ".importlinter").read_text())
    for name, text in WRONG.items():
        (tmp_path / name).write_text(text)
    command = (str(Path(sys.executable).parent / "lint-imports"), "--no-cache")
    environment = {"PYTHONPATH": str(tmp_path), "PATH": "", "COLUMNS": "200"}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 1
    # The layers of the edge and of the simulator have nothing wrong in them.
    assert "Contracts: 2 kept, 6 broken." in done.stdout, done.stdout + done.stderr
