"""The words of the documents that are not deposited here: the law wants another way, or nobody asks for them. Written from what they look like."""

# Every maker has the same parameters, whichever it needs.
# ruff: noqa: ARG001

from datetime import date

from bench.corpus.papers import Paper
from bench.corpus.people import Someone


def accident_certificate(person: Someone, day: date) -> list[str]:
    return [
        "certificat médical", "accident du travail - maladie professionnelle", "cerfa n° 11138*06   initial", f"La victime : {person.name}", f"{person.nir[:13]} {person.nir[13:]}",
        "Constatations détaillées : entorse de la cheville gauche", "Siège, nature des lésions", f"Date de l'accident {day:%d/%m/%Y}", "Identification du praticien",
    ]  # fmt: skip


def care_protocol(person: Someone, day: date) -> list[str]:
    return [
        "PROTOCOLE DE SOINS", "cerfa n° 11626*04", f"Malade : {person.name}", "Affection de longue durée reconnue", "Diagnostic de l'affection : diabète de type 2",
        "Avis du médecin conseil : accord de prise en charge", f"Établi le {day:%d/%m/%Y} par le médecin traitant",
    ]  # fmt: skip


def pregnancy(person: Someone, day: date) -> list[str]:
    return [
        "vous attendez un enfant", "premier examen médical prénatal", "cerfa n° 10112*05", f"{person.name}", "Date présumée du début de grossesse 04/08/2026",
        "Date présumée de l'accouchement 04/05/2027", f"Examen pratiqué le {day:%d/%m/%Y}", "Cachet de la sage-femme",
    ]  # fmt: skip


def family_doctor(person: Someone, day: date) -> list[str]:
    return [
        "déclaration de choix du médecin traitant", "cerfa n° 12485*03   S3704", f"L'assuré : {person.name}", f"{person.nir[:13]} {person.nir[13:]}",
        "Je choisis comme médecin traitant le docteur Exemple", f"Fait le {day:%d/%m/%Y}", "Signature de l'assuré et du médecin",
    ]  # fmt: skip


def transport(person: Someone, day: date) -> list[str]:
    return [
        "prescription médicale de transport", "cerfa n° 11574*10", f"Personne transportée : {person.name}", "Trajet : domicile, clinique de l'Exemple, aller et retour",
        "Mode de transport : taxi conventionné", f"Prescrit le {day:%d/%m/%Y}", "Identification du prescripteur",
    ]  # fmt: skip


def employer_statement(person: Someone, day: date) -> list[str]:
    return [
        "ATTESTATION DESTINÉE À FRANCE TRAVAIL", "Employeur : Menuiserie Exemple SARL", f"Salarié : {person.name}", f"{person.nir[:13]} {person.nir[13:]}",
        f"Dernier jour travaillé et payé : {day:%d/%m/%Y}", "Motif de la rupture : fin de contrat à durée déterminée", "Salaires des 12 derniers mois civils complets",
    ]  # fmt: skip


def vitae(person: Someone, day: date) -> list[str]:
    return [
        person.name, "CURRICULUM VITAE", person.town, "Expérience professionnelle", "2019-2026 : menuisier, Menuiserie Exemple", "Formation : CAP menuisier",
        "Compétences : pose, débit, lecture de plans", "Langues : anglais", "Centres d'intérêt : randonnée",
    ]  # fmt: skip


def handicap_form(person: Someone, day: date) -> list[str]:
    return [
        "Certificat médical à joindre à la demande", "cerfa n° 15695*01", "destiné à la maison départementale des personnes handicapées (MDPH)", f"Patient : {person.name}",
        "Description clinique, retentissement fonctionnel", "Déficience motrice", "Perte d'autonomie pour la toilette", f"Le {day:%d/%m/%Y}",
    ]  # fmt: skip


def child_handicap_form(person: Someone, day: date) -> list[str]:
    return [
        "Certificat médical pour l'enfant handicapé", "à joindre au dossier de la maison départementale des personnes handicapées", f"Enfant : Lou {person.holder.birth_name}",
        "Demande d'allocation d'éducation de l'enfant handicapé (AEEH)", "Le handicap retentit sur la scolarité", f"Le {day:%d/%m/%Y}",
    ]  # fmt: skip


def inventory(person: Someone, day: date) -> list[str]:
    return [
        "ÉTAT DES LIEUX D'ENTRÉE", f"Locataire : {person.name}   Bailleur : SCI des Exemples", "Relevé des compteurs : eau 212, électricité 10 482",
        "Séjour : murs bon état, sol usure normale", "Cuisine : murs bon état", f"Établi contradictoirement le {day:%d/%m/%Y}",
    ]  # fmt: skip


def pension_form(person: Someone, day: date) -> list[str]:
    return [
        "Demande de retraite personnelle", "cerfa n° 10916*09", f"{person.reversed_name}", "Point de départ choisi : 1er mai 2027", "Vos régimes : général, complémentaire",
        "Votre carrière", f"Fait le {day:%d/%m/%Y}",
    ]  # fmt: skip


def career(person: Someone, day: date) -> list[str]:
    return [
        "Relevé de carrière", "Info Retraite", f"{person.name}", "Année   Régime   Revenus   Trimestres", "2024   général   24 812   4", "2025   général   25 340   4",
        "Total : 96 trimestres, 1 204,12 points", f"Édité le {day:%d/%m/%Y}",
    ]  # fmt: skip


def alive(person: Someone, day: date) -> list[str]:
    return [
        "CERTIFICAT D'EXISTENCE", "Retraités résidant à l'étranger", f"L'autorité compétente certifie que {person.name}", "est en vie et s'est présenté(e) devant elle",
        "Pension servie par l'Assurance retraite", f"Fait à Dakar, le {day:%d/%m/%Y}",
    ]  # fmt: skip


def accident_report(person: Someone, day: date) -> list[str]:
    return [
        "Déclaration d'accident du travail", "cerfa n° 14463*03", "L'employeur : Menuiserie Exemple SARL", f"La victime : {person.name}", f"Date de l'accident : {day:%d/%m/%Y}",
        "Circonstances détaillées : chute d'un escabeau", "Siège des lésions : poignet   Nature des lésions : fracture", "Témoin : néant",
    ]  # fmt: skip


def wage_statement(person: Someone, day: date) -> list[str]:
    return [
        "Attestation de salaire - maladie, maternité, paternité", "cerfa n° 11135*04   S3201", "Employeur : Menuiserie Exemple SARL", f"{person.name}   {person.nir[:13]} {person.nir[13:]}",
        f"Dernier jour de travail : {day:%d/%m/%Y}", "Salaires de référence", "Demande de subrogation des indemnités journalières : oui",
    ]  # fmt: skip


def care_abroad(person: Someone, day: date) -> list[str]:
    return [
        "Soins reçus à l'étranger", "Déclaration à compléter par l'assuré   cerfa n° 12267*06", f"{person.name}", "Pays : Portugal   Motif du séjour : vacances",
        "Soins : consultation   Facture acquittée : 60 EUR", f"Le {day:%d/%m/%Y}",
    ]  # fmt: skip


def prescription(person: Someone, day: date) -> list[str]:
    return [
        "Docteur Exemple, médecine générale   RPPS 10000000000", f"Nantes, le {day:%d/%m/%Y}", f"{person.name}", "ORDONNANCE", "Paracétamol 1 g : un comprimé matin, midi et soir",
        "pendant cinq jours. Non renouvelable",
    ]  # fmt: skip


def activity_form(person: Someone, day: date) -> list[str]:
    return [
        "Demande de prime d'activité", "cerfa n° 14129*02", f"Allocataire : {person.reversed_name}", "Votre foyer, votre conjoint", "Vos ressources des trois mois précédents",
        f"Fait le {day:%d/%m/%Y}",
    ]  # fmt: skip


def quarterly(person: Someone, day: date) -> list[str]:
    return [
        "Déclaration trimestrielle de ressources", "cerfa n° 14130*05", f"Allocataire : {person.reversed_name}", "Ressources des trois derniers mois", "Salaires : 412 €   Pensions alimentaires : néant",
        f"Trimestre de référence, le {day:%d/%m/%Y}",
    ]  # fmt: skip


def statement(person: Someone, day: date) -> list[str]:
    return [
        "Banque Exemple", "EXTRAIT DE COMPTE", person.name, f"arrêté au {day:%d/%m/%Y}", "Ancien solde créditeur 640,12", "Date   Libellé   Débit   Crédit",
        "Virement salaire   1 801,80", "Prélèvement électricité   68,32", "Nouveau solde créditeur 2 373,60",
    ]  # fmt: skip


# The law lets nobody take these as a file, beside those of `papers` (facts §3.1, rulebook).
NEVER: dict[str, Paper] = {
    "certificat-accident-travail": accident_certificate, "protocole-soins-ald": care_protocol, "declaration-grossesse": pregnancy,
    "declaration-medecin-traitant": family_doctor, "prescription-transport": transport,
}  # fmt: skip
# Nobody is to send these here, and whoever does under another name is stopped.
ELSEWHERE: dict[str, Paper] = {
    "attestation-employeur": employer_statement, "curriculum-vitae": vitae, "certificat-medical-mdph": handicap_form,
    "certificat-medical-enfant-handicap": child_handicap_form, "etat-des-lieux": inventory, "demande-retraite-papier": pension_form, "releve-carriere": career,
    "certificat-existence": alive, "declaration-accident-travail": accident_report, "attestation-salaire": wage_statement, "facture-soins-etranger": care_abroad,
    "ordonnance": prescription, "demande-ppa-papier": activity_form, "declaration-trimestrielle": quarterly, "releve-compte": statement,
}  # fmt: skip
