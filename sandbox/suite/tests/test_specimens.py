"""The papers that personas have at home, as the checks of documents read them."""

from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import yaml

from sandbox.suite.layout import REPOSITORY
from sandbox.suite.specimens import draw
from services.documents.checks.inside import Inspector
from services.documents.domain.verdicts import Deposited, Holder, Limits, Outcome

TODAY = date(2026, 11, 22)
PERSONAS = REPOSITORY / "sandbox" / "personas"
PERSONA = "saisonnier-numero-provisoire"


def test_the_permit_of_a_persona_passes_every_check_and_proves_its_last_day(tmp_path: Path) -> None:
    (path,) = draw(PERSONAS, tmp_path, TODAY)
    assert path.name == f"{PERSONA}-titre-sejour.pdf"
    told = yaml.safe_load((PERSONAS / f"{PERSONA}.yaml").read_text("utf-8"))["identity"]
    holder = Holder(tuple(told["given_names"]), told["family_name"])
    wanted = Deposited((path.read_bytes(),), "titre-sejour", TODAY, holder, Limits(both_sides=True), "non-expire")
    found = Inspector.of(None).examine(wanted)
    assert (found.refused, found.needs_review) == (False, False)
    assert {one.outcome for one in found.verdicts} <= {Outcome.PASSED}
    assert found.expiry == TODAY + timedelta(days=75)


def test_a_permit_says_that_it_is_a_specimen(tmp_path: Path) -> None:
    (path,) = draw(PERSONAS, tmp_path, TODAY)
    with pypdfium2.PdfDocument(path) as document:
        assert "SPÉCIMEN" in document[0].get_textpage().get_text_bounded()
