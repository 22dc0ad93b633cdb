"""The words of the other documents that may be deposited, for a person and a day. Written from what such papers look like."""

# Every maker has the same parameters, whichever it needs.
# ruff: noqa: ARG001

from datetime import date, timedelta

from bench.corpus.papers import Paper
from bench.corpus.people import Someone
from services.documents.domain.freshness import french_date


def dismissal(person: Someone, day: date) -> list[str]:
    """An employer's letter."""
    return [
        "Lettre recommandée avec avis de réception", "Menuiserie Exemple SARL, 4 rue des Scieries", f"à {person.name}", person.street, person.town,
        "Objet : notification de licenciement pour motif économique", "", "À la suite de notre entretien préalable, nous vous informons de notre décision",
        "de vous licencier. Votre préavis de deux mois commence à la première présentation de cette lettre.",
        "Vous recevrez votre solde de tout compte et l'indemnité de licenciement.", f"Nantes, le {french_date(day)}",
    ]  # fmt: skip


def daily_allowances(person: Someone, day: date) -> list[str]:
    """What the fund paid during a leave."""
    first = day - timedelta(days=20)
    return [
        "L'Assurance Maladie - CPAM de la Loire", "ATTESTATION DE PAIEMENT DES INDEMNITÉS JOURNALIÈRES", f"Assuré : {person.name}",
        f"Numéro de sécurité sociale {person.nir[:13]} {person.nir[13:]}", "Nature de l'assurance : maladie",
        f"Période indemnisée du {first:%d/%m/%Y} au {day:%d/%m/%Y}", "21 jours à 41,47 €", "CSG 6,20 %   CRDS 0,50 %",
        "Montant net payé                 812,04 €", f"Fait le {day:%d/%m/%Y}",
    ]  # fmt: skip


def registration(person: Someone, day: date) -> list[str]:
    """Of a business, at the court's registry."""
    return [
        "Greffe du tribunal de commerce de Nantes", "EXTRAIT D'IMMATRICULATION PRINCIPALE AU REGISTRE DU COMMERCE ET DES SOCIÉTÉS",
        f"à jour au {french_date(day)}", "Immatriculation au RCS, numéro 901 234 567 RCS Nantes", f"Nom, prénoms : {person.reversed_name}",
        "Activité principale exercée : menuiserie", "Début d'exploitation : 02/05/2023", "SIREN 901 234 567",
    ]  # fmt: skip


def childcare(person: Someone, day: date) -> list[str]:
    """A nursery's bill."""
    return [
        "Micro-crèche Les Exemples", f"Facture de crèche n° 2026-10-17 du {day:%d/%m/%Y}", f"Famille : {person.name}", f"Enfant accueilli : Lou {person.holder.birth_name}",
        "Heures de garde : 96", "Participation familiale           614,40 €", "Net à régler                      614,40 €",
    ]  # fmt: skip


def death(person: Someone, day: date) -> list[str]:
    """Of a parent."""
    return [
        "MAIRIE DE NANTES", "Extrait d'acte de décès", f"Le {french_date(day)} à sept heures", f"est décédé en son domicile Marcel {person.holder.birth_name}",
        "né à Brest, retraité", "Le présent acte a été lu au déclarant, qui l'a signé avec Nous, officier de l'état civil", "Copie conforme",
    ]  # fmt: skip


def rent_form(person: Someone, day: date) -> list[str]:
    """The landlord's form."""
    return [
        "Attestation de loyer", "cerfa n° 10842*07", "À faire remplir par le bailleur et à retourner à la Caf", "Le bailleur : SCI des Exemples",
        f"Locataire : {person.name}", f"Adresse du logement : {person.street} {person.town}", "Date d'entrée dans les lieux 01/09/2025",
        "Loyer principal hors charges 540,00 €   Charges 45,00 €", "Surface habitable 46 m2", "Le logement est décent au sens du décret de 2002 : oui",
        f"Fait le {day:%d/%m/%Y}   Signature et cachet",
    ]  # fmt: skip


def residence(person: Someone, day: date) -> list[str]:
    """From whoever runs a home."""
    return [
        "Résidence autonomie Les Tilleuls", "ATTESTATION DE RÉSIDENCE EN FOYER", "Le gestionnaire soussigné certifie que", f"{person.name}",
        "est résident du foyer depuis le 1er février 2025", "Redevance mensuelle : 498,20 €", f"Fait à Nantes, le {day:%d/%m/%Y}",
    ]  # fmt: skip


def old_payslip(person: Someone, day: date) -> list[str]:
    """Of 1998, in francs."""
    return [
        "BULLETIN DE PAIE", "Conserverie de l'Exemple SA", "Période du 01/06/1998 au 30/06/1998", person.name, f"Sécurité sociale {person.nir[:13]} {person.nir[13:]}",
        "Emploi : ouvrier   Heures 169", "Salaire brut                     7 012,00 F", "Cotisations salariales           1 451,48 F", "Net imposable                    5 712,10 F",
        "Net à payer                      5 560,52 F",
    ]  # fmt: skip


def military_record(person: Someone, day: date) -> list[str]:
    """From the archives of the armies."""
    return [
        "MINISTÈRE DES ARMÉES", "Centre des archives du personnel militaire", "ÉTAT SIGNALÉTIQUE ET DES SERVICES", f"Nom et prénoms : {person.reversed_name}",
        "Incorporé au 6e régiment du génie le 01/08/1988", "Grade : soldat de 2e classe", "Rayé des contrôles le 31/07/1989", "Services : un an", f"Pau, le {day:%d/%m/%Y}",
    ]  # fmt: skip


def hospital(person: Someone, day: date) -> list[str]:
    """A stay."""
    return [
        "Centre hospitalier universitaire de l'Exemple", "Service des admissions   FINESS 44 000 028 9", "BULLETIN DE SITUATION", f"Nous certifions que {person.name}",
        f"est entré(e) dans l'établissement le {day:%d/%m/%Y}", f"Date de sortie prévue : {day + timedelta(days=4):%d/%m/%Y}", "Le directeur, par délégation",
    ]  # fmt: skip


def minimum_income(person: Someone, day: date) -> list[str]:
    """The claim, filled in."""
    return [
        "Demande de revenu de solidarité active (RSA)", "cerfa n° 13880*08", "Votre identité", f"Nom et prénom : {person.reversed_name}", f"Adresse : {person.street} {person.town}",
        "Votre situation : sans activité depuis le 01/03/2026", "Composition de votre foyer : vous seul(e)", "Déclaration de situation complétée",
        f"À Nantes, le {day:%d/%m/%Y}   Signature du demandeur",
    ]  # fmt: skip


def handicap_decision(person: Someone, day: date) -> list[str]:
    """From the commission."""
    return [
        "Maison départementale des personnes handicapées de Loire-Atlantique", "Notification de décision", f"{person.name}", person.street, person.town,
        f"La commission des droits et de l'autonomie des personnes handicapées, réunie le {day:%d/%m/%Y}, a décidé :",
        "Reconnaissance de la qualité de travailleur handicapé : accord", "Taux d'incapacité compris entre 50 % et 79 %", "Voies de recours : au verso",
    ]  # fmt: skip


PAPERS: dict[str, Paper] = {
    "lettre-licenciement": dismissal, "attestation-indemnites-journalieres": daily_allowances, "extrait-immatriculation": registration,
    "justificatif-garde-enfant": childcare, "acte-deces": death, "attestation-loyer": rent_form, "attestation-residence-foyer": residence,
    "preuve-carriere": old_payslip, "etat-services-militaires": military_record, "bulletin-situation-hospitalier": hospital,
    "demande-rsa": minimum_income, "notification-mdph": handicap_decision,
}  # fmt: skip
