"""A catalogue that contradicts itself does not load, and says where."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from services.rights.catalogue.coherence import CatalogueError
from services.rights.catalogue.loader import FILES, load_catalogue

Edit = Callable[[str, str, str], None]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FILES, tmp_path / "catalogue", ignore=shutil.ignore_patterns("*.py", "__pycache__")))


@pytest.fixture
def edit(files: Path) -> Edit:
    def _edit(name: str, old: str, new: str) -> None:
        text = (files / name).read_text(encoding="utf-8")
        assert old in text
        (files / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return _edit


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("benefits/famille.yaml", ("    kind: PERIODIC", "    kinds: PERIODIC"), "Extra inputs"),
        ("benefits/famille.yaml", ("kind: PERIODIC", "kind: SOMETIMES"), "kind"),
        ("benefits/famille.yaml", ("AGRICOLE: msa", "AGRICOLE: crous"), "AGRICOLE"),
        ("benefits/famille.yaml", ("AGRICOLE: msa", "PECHEURS: msa"), "PECHEURS"),
        ("benefits/famille.yaml", ("domain: FAMILLE", "domain: LOISIRS"), "domain"),
        ("benefits/famille.yaml", ("- id: cf", "- id: af"), "af is described twice"),
        ("benefits/sante.yaml", ("https://www.compl", "http://www.compl"), "links"),
        ("benefits/sante.yaml", ("links: {cnam:", "links: {dgfip:"), "a link for dgfip"),
        ("benefits/sante.yaml", ("to: 2019-10-31", "from: 2018-01-01"), "needs the day it ended"),
        ("benefits/sante.yaml", ("from: 2020-01-01", "from: 2019-12-31"), "two managers on the same day"),
        ("benefits/sante.yaml", ("to: 2019-12-31", "from: 2030-01-01, to: 2019-12-31"), "before it starts"),
        ("benefits/sante.yaml", ("pointed_by: [rsa,", "pointed_by: [gagnant-du-loto,"), "gagnant-du-loto"),
        ("benefits/sante.yaml", ("continuity_groups: [soins]", "continuity_groups: [rien]"), "unknown group rien"),
        ("benefits/solidarite.yaml", ("appeal: departement", "appeal: la-poste"), "unknown appeal la-poste"),
        ("organismes.yaml", ("- id: dgfip", "- id: urssaf"), "organismes.yaml"),
        (
            "lexicon.yaml",
            ("name: France Travail, from: 2024-01-01", "name: France Travail, from: 2023-12-31"),
            "overlap",
        ),
        ("lexicon.yaml", ("also: [PPA]", "also: [RSA]"), "names two terms"),
        ("exposure.yaml", ("level: ENRICHED, items: [K05]", "level: FIRST, items: [K05]"), "2017-04-30"),
        ("exposure.yaml", ("20, announced: 2017", "20, announced: 2018"), "announced after"),
        ("exposure.yaml", ("  FIRST: []\n", ""), "nothing says what FIRST shows"),
        ("continuity.yaml", ("remedy: ass", "remedy: chance"), "unknown remedy chance"),
        ("recovery.yaml", ("benefits: [rsa]", "benefits: [rmi]"), "unknown rmi"),
        ("retention.yaml", ("months: 1", "months: 0"), "months"),
        ("domains.yaml", ("id: EMPLOI", "id: RETRAITE"), "described twice"),
        ("appeals.yaml", ("    months: 2", "    months: 2\n    months: 6"), "written twice"),
    ],
)
def test_a_contradiction_is_refused_and_named(
    edit: Edit, files: Path, name: str, change: tuple[str, str], said: str
) -> None:
    edit(name, *change)
    with pytest.raises(CatalogueError, match=said):
        load_catalogue(files)


def test_a_missing_file_is_refused(files: Path) -> None:
    (files / "exposure.yaml").unlink()
    with pytest.raises(CatalogueError, match=r"exposure\.yaml"):
        load_catalogue(files)


def test_an_untouched_copy_loads(files: Path) -> None:
    assert load_catalogue(files) == load_catalogue()
