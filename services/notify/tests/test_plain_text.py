"""What an organisme's text may hold: addresses and signs that are not seen are told from plain French."""

import pytest

from services.notify.domain.plain_text import has_address, is_shown


@pytest.mark.parametrize(
    "text",
    [
        "Allez sur caf-remboursement.xyz",
        "Ouvrez bit.do/abc pour signer",
        "Écrivez à mailto:x",
        "Écrivez à aide@caf-fr.example",
        "Écrivez à aide@caf.zone.",
        "Rendez-vous sur impots.site, vite",
        "Rendez-vous sur Impots-Remboursement.top",
        "Voir ftp://exemple",
        "Voir tel-un-lien.paris/dossier",
        "Voir 185.12.4.9/caf",
        "https://exemple.test",
        "WWW.exemple",
        "CAF-FR.COM",
        "mon-compte.caf-fr.com.",
        "caf\u200b.\u200bfr",
        "ｃａｆ．ｆｒ",
        "caf。fr",
        "BIT.DO/ABC",
        "t.co/abc",
        "service.remboursement.click",
        "ameli-sante.be",
        "remboursement2.support",
        "http:exemple",
    ],
)
def test_what_somebody_could_go_to_is_an_address(text: str) -> None:
    assert has_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "Vous recevrez 1.500 euros.",
        "Voir l'art. L.821-1 du code, et les art. R.821-1 à R.821-4-5.",
        "Le dossier n°12.34 est complet.",
        "Votre dossier est complet.Vous recevrez une réponse.",
        "Votre demande est reçue.Le délai court.Il est de deux mois.",
        "Rendez-vous le 12.10.2026 à 14h30 (ou 14.30).",
        "Appelez le 36.46 ou le 01.23.45.67.89.",
        "La C.A.F. et la M.S.A. ont répondu. S.A.R.L./E.U.R.L.",
        "P.ex. un bail, c.-à-d. un contrat, etc.",
        "Cf.art. 12, al.un ; cf.l'annexe.",
        "Les assuré.es et les étudiant.e.s, les allocataires inscrit.es, un.e conseiller.ère.",
        "Joignez attestation.pdf ou photo.jpeg",
        "1.Envoyez la pièce 2.attendez",
        "Et/ou, le titulaire/la titulaire.",
        "Taux de 2.5% … puis 3,5 %...Merci",
        "M.Dupont et Mme.Durand vous recevront",
        "Version 2.10.3 du formulaire Cerfa 15481*01",
        "VOTRE DOSSIER EST COMPLET.MERCI",
        "R.S.A., A.P.L. et A.A.H.",
        "Le dossier est complet.Cf. art. 12.",
        "Le service est ouvert de 9h.30 à 17h",
    ],
)
def test_plain_french_is_no_address(text: str) -> None:
    assert not has_address(text)


@pytest.mark.parametrize(
    "text",
    ["\u200b\u200b", "Votre \u202eREISSOD", "Un\x85deux", "Un\r\ndeux", "Un\tdeux", "Un\u2028deux", "Un\x00", "…", "\u3164", "\ue000a", " \n ", "\u2066a"],
)  # fmt: skip
def test_what_is_not_seen_as_it_is_written_is_not_shown(text: str) -> None:
    assert not is_shown(text)


@pytest.mark.parametrize(
    "text",
    ["Votre dossier\n\nà jour", "Cœur : « oui », à 10 €\u202f!", "12", "👨\u200d👩\u200d👧 a", "co\xadopération"],
)
def test_what_is_seen_is_shown(text: str) -> None:
    assert is_shown(text)
