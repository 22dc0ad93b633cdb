"""What a letter says (facts.md §4.3): one point, what happened, the rule, what to do, who helps, how to contest."""

import io

import pypdfium2

from services.notify.channels.letter.writing import Writer

SAID = {
    "lines": ["MARIE ESSAI", "12 RUE DES TESTS", "63000 CLERMONT-FERRAND"], "date": "24 novembre 2026", "code": "7K3M-9QZT-0XWB-0001",
    "title": "Une demande à refaire", "happened": ["Votre complémentaire santé solidaire se termine le 31 décembre 2026."],
    "rule": "La demande se fait entre quatre mois et deux mois avant la fin du droit.", "legal_reference": "CSS art. L. 861-5",
    "todo": ["Refaire ma demande."], "due": "31 octobre 2026", "consequence": "Sans nouvelle demande, le droit s'arrête.",
    "organisme": "cnam", "contact": "l'Assurance maladie",
}  # fmt: skip


async def test_a_letter_says_what_happened_the_rule_what_to_do_and_who_helps() -> None:
    with pypdfium2.PdfDocument(io.BytesIO(await Writer()(SAID))) as document:
        assert len(document) == 1
        text = " ".join(document[0].get_textpage().get_text_bounded().split())
    expected = (
        "se termine le 31 décembre 2026", "entre quatre mois et deux mois", "CSS art. L. 861-5", "Refaire ma demande", "31 octobre 2026",
        "36 46", "ACCEO", "rendez-vous", "deux mois pour la contester", "7K3M-9QZT-0XWB-0001",
    )  # fmt: skip
    assert [part for part in expected if part not in text] == []
