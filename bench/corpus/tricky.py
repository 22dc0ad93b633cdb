"""Papers that quote other papers, or do not stand under their usual title: what makes a recognition by words go wrong."""

# Every maker has the same parameters, whichever it needs.
# ruff: noqa: ARG001

from datetime import date

from bench.corpus.papers import Paper
from bench.corpus.people import Someone, grouped
from services.documents.domain.freshness import add_months


def bill_with_debit(person: Someone, day: date) -> list[str]:
    """The mandate and the account stand on the bill."""
    return [
        "Eau de l'Exemple", f"{person.name}", person.street, person.town, "Vos références client 88 120", f"FACTURE D'EAU N° 2026-118 du {day:%d/%m/%Y}",
        "Relevé d'index : 212 m3", "Abonnement 14,20   Consommation 61,00   Montant TTC 75,20 €",
        "Prélèvement automatique sur le compte de RIB suivant :", f"IBAN {grouped(person.iban)}  BIC EXEMFRPPXXX",
        "Pour changer de compte, envoyez un relevé d'identité bancaire.",
    ]  # fmt: skip


def pay_with_leave(person: Someone, day: date) -> list[str]:
    """A month with sick leave, and an account to pay on."""
    return [
        "Boulangerie Exemple SAS", "BULLETIN DE SALAIRE", f"Période du {day:%d/%m/%Y} au {add_months(day, 1):%d/%m/%Y}", person.name, person.street, person.town,
        f"N° SS {person.nir[:13]} clé {person.nir[13:]}", "Absence pour arrêt de travail (maladie) du 3 au 7", "Indemnités journalières subrogées 112,40",
        "Salaire brut 1 990,10   Net imposable 1 590,00   Net à payer 1 498,22", f"Virement sur IBAN {grouped(person.iban)}",
    ]  # fmt: skip


def statement_with_slip(person: Someone, day: date) -> list[str]:
    """A bank statement whose foot is a slip."""
    return [
        "Banque Exemple", "RELEVÉ DE COMPTE", f"au {day:%d/%m/%Y}", person.name, "Ancien solde créditeur 812,00", "Date valeur   Débit   Crédit",
        "Virement CAF   412,00", "Prélèvement loyer 540,00", "Nouveau solde 684,00", f"IBAN {grouped(person.iban)}   BIC EXEMFRPPXXX",
        "Relevé d'identité bancaire : code banque 20041 code guichet 01005",
    ]  # fmt: skip


def lease_with_annexes(person: Someone, day: date) -> list[str]:
    """A lease lists what is annexed, and what the tenant gave."""
    return [
        "BAIL D'HABITATION", "Bailleur : SCI des Exemples", f"Locataire : {person.name}", "Loyer 540 €, dépôt de garantie 540 €", "Durée du contrat : trois ans",
        "Annexes : état des lieux, attestation d'assurance habitation, diagnostic", "Pièces remises : avis d'imposition, bulletins de salaire, pièce d'identité",
        f"Fait le {day:%d/%m/%Y}",
    ]  # fmt: skip


def contract_with_terms(person: Someone, day: date) -> list[str]:
    """A contract speaks of pay, leave and dismissal."""
    return [
        "Menuiserie Exemple SARL", "Objet : votre engagement", "CONTRAT DE TRAVAIL À DURÉE DÉTERMINÉE", f"Salarié : {person.name}",
        "Le salaire figure sur le bulletin de paie remis chaque mois.", "En cas d'arrêt de travail, prévenir l'employeur sous 48 heures.",
        "Le licenciement est soumis à préavis.", "Rémunération 2 100 € brut. Période d'essai : un mois.", f"Le {day:%d/%m/%Y}",
    ]  # fmt: skip


def slip_in_capitals(person: Someone, day: date) -> list[str]:
    """A slip in another layout, without the long title."""
    return [
        "RELEVE D IDENTITE BANCAIRE - RIB", "IDENTIFIANT NATIONAL DE COMPTE BANCAIRE", f"BANQUE {person.iban[4:9]} GUICHET {person.iban[9:14]}",
        f"COMPTE {person.iban[14:25]} CLE {person.iban[25:]}", f"IBAN {person.iban}", "BIC EXEMFRPP", f"TITULAIRE : M OU MME {person.reversed_name.upper()}",
    ]  # fmt: skip


def short_slip(person: Someone, day: date) -> list[str]:
    """What an application shows: account, code, name."""
    return [
        "Mon RIB",
        person.name,
        f"IBAN : {grouped(person.iban)}",
        "BIC : EXEMFRPP",
        "Domiciliation : Banque Exemple en ligne",
        "Titulaire du compte",
    ]


def certificate_of_study(person: Someone, day: date) -> list[str]:
    """A university's."""
    return [
        "Université Exemple", "Année universitaire 2026-2027", "CERTIFICAT DE SCOLARITÉ", f"Le président certifie que {person.name}",
        "est inscrite en licence 2", "Contribution de vie étudiante : acquittée", f"Fait le {day:%d/%m/%Y}",
    ]  # fmt: skip


def receipt_with_notice(person: Someone, day: date) -> list[str]:
    """A landlord's agency writes both on one page."""
    return [
        "Agence Exemple", "Avis d'échéance et quittance de loyer", f"Locataire : {person.name}", f"Pour la période du {day.replace(day=1):%d/%m/%Y} au {day:%d/%m/%Y}",
        "Loyer 512,00   Provision pour charges 40,00   Total 552,00", "Votre contrat de location et l'état des lieux restent en vigueur.", f"Fait le {day:%d/%m/%Y}",
    ]  # fmt: skip


PAPERS: tuple[tuple[str, Paper], ...] = (
    ("justificatif-domicile", bill_with_debit), ("fiche-de-paie", pay_with_leave), ("releve-compte", statement_with_slip), ("bail", lease_with_annexes),
    ("contrat-travail", contract_with_terms), ("rib", slip_in_capitals), ("rib", short_slip), ("certificat-scolarite", certificate_of_study),
    ("quittance-loyer", receipt_with_notice),
)  # fmt: skip
