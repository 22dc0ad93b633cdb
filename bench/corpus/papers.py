"""The words of common French documents, for a person and a day. Written from what such papers look like, not from the checks' word lists."""

# Every maker has the same parameters, whichever it needs.
# ruff: noqa: ARG001

from collections.abc import Callable
from datetime import date, timedelta

from bench.corpus.people import Someone, grouped
from bench.corpus.signing import fiscal_number, tax_reference
from services.documents.checks.content.mrz import key_of
from services.documents.domain.freshness import add_months, french_date

_MONTHS = (
    "Janvier",
    "Février",
    "Mars",
    "Avril",
    "Mai",
    "Juin",
    "Juillet",
    "Août",
    "Septembre",
    "Octobre",
    "Novembre",
    "Décembre",
)
Paper = Callable[[Someone, date], list[str]]


def rib(person: Someone, day: date) -> list[str]:
    """A bank's slip."""
    bban = person.iban[4:]
    return [
        "Relevé d'identité bancaire", "Banque Exemple - Agence du Centre", "", "Titulaire du compte", person.name, person.street, person.town, "",
        "Code banque   Code guichet   Numéro de compte   Clé RIB", f"{bban[:5]}   {bban[5:10]}   {bban[10:21]}   {bban[21:]}",
        "IBAN (International Bank Account Number)", grouped(person.iban), "BIC (Bank Identifier Code)  EXEMFRPPXXX", "Domiciliation : AGENCE DU CENTRE",
    ]  # fmt: skip


def payslip(person: Someone, day: date) -> list[str]:
    """A month's pay: the month of `day`."""
    last = add_months(day.replace(day=1), 1) - timedelta(days=1)
    return [
        "BULLETIN DE PAIE", "Menuiserie Exemple SARL   SIRET 123 456 789 00012", "Convention collective : Bâtiment ouvriers",
        f"Période du {day.replace(day=1):%d/%m/%Y} au {last:%d/%m/%Y}", f"{_MONTHS[day.month - 1]} {day.year}", "",
        person.name, person.street, person.town, f"N° de sécurité sociale : {person.nir[:13]} {person.nir[13:]}", "Emploi : menuisier   Heures : 151,67",
        "Salaire brut                              2 310,00", "Cotisations et contributions salariales     508,20",
        "Montant net social                        1 801,80", "Net imposable                             1 867,34", "Net à payer avant impôt                   1 801,80",
        f"Paiement le {last:%d/%m/%Y} par virement",
    ]  # fmt: skip


def tax_notice(person: Someone, day: date) -> list[str]:
    """The notice of the year of `day`, on the income of the year before."""
    return [
        f"AVIS D'IMPÔT {day.year} SUR LES REVENUS DE L'ANNÉE {day.year - 1}", "Direction générale des finances publiques", "",
        f"Numéro fiscal déclarant 1 : {fiscal_number(person)}", f"Référence de l'avis : {tax_reference(person)}", "",
        person.reversed_name, person.street, person.town, "", f"Date de mise en recouvrement : 31/07/{day.year}",
        "Revenu fiscal de référence : 24 000", "Nombre de parts : 1,00", "Impôt sur le revenu net : 842 €", "Consultez votre espace sur impots.gouv.fr",
    ]  # fmt: skip


def electricity(person: Someone, day: date) -> list[str]:
    """A bill that proves where one lives."""
    return [
        "Votre facture d'électricité", f"Facture du {day:%d/%m/%Y}   n° 10 482 993", "Électricité Exemple", "", person.name, person.street, person.town, "",
        "Numéro de client 4 883 221", f"Lieu de consommation : {person.street} {person.town}", "Abonnement                     12,44 €",
        "Consommation 212 kWh           48,10 €", "Montant TTC                    68,32 €",
    ]  # fmt: skip


def rent_receipt(person: Someone, day: date) -> list[str]:
    """Of the month of `day`."""
    return [
        "QUITTANCE DE LOYER", f"Pour la période du {day.replace(day=1):%d/%m/%Y} au {day:%d/%m/%Y}", "Bailleur : SCI des Exemples",
        f"Reçu de {person.name}", f"Logement : {person.street}, {person.town}", "Loyer                          540,00 €",
        "Provision pour charges          45,00 €", "Total                          585,00 €", f"Fait le {day:%d/%m/%Y}",
    ]  # fmt: skip


def identity_card(person: Someone, day: date) -> list[str]:
    """A card that expires on `day`."""
    holder = person.holder
    return [
        "RÉPUBLIQUE FRANÇAISE", "CARTE NATIONALE D'IDENTITÉ / IDENTITY CARD", f"NOM / Surname {holder.birth_name}",
        f"Prénoms / Given names {', '.join(holder.given_names)}", "SEXE / Sex F   NATIONALITÉ / Nationality FRA", f"DATE DE NAISSANCE {holder.birth_date:%d %m %Y}",
        "LIEU DE NAISSANCE NANTES", f"DATE D'EXPIRATION / Expiry date {day:%d %m %Y}", "", "IDFRAX4RTBPFW46<<<<<<<<<<<<<<<", _mrz(person, day),
        _surname_line(person),
    ]  # fmt: skip


def _mrz(person: Someone, day: date) -> str:
    birth = f"{person.holder.birth_date:%y%m%d}"
    return f"{birth}{key_of(birth)}F{day:%y%m%d}{key_of(f'{day:%y%m%d}')}FRA".ljust(29, "<") + "6"


def _surname_line(person: Someone) -> str:
    letters = "".join(
        letter if letter.isascii() and letter.isalpha() else "<" for letter in person.holder.birth_name.upper()
    )
    return f"{letters}<<".ljust(30, "<")[:30]


def residence_permit(person: Someone, day: date) -> list[str]:
    """A permit until `day`."""
    return [
        "TITRE DE SÉJOUR / RESIDENCE PERMIT", "République française - Préfecture", f"Nom {person.holder.birth_name}", f"Prénom {person.holder.given_names[0]}",
        "Nationalité : sénégalaise", f"Né(e) le {person.holder.birth_date:%d/%m/%Y}", "Motif du séjour : vie privée et familiale",
        "Autorise son titulaire à travailler", f"Valable jusqu'au {day:%d/%m/%Y}",
    ]  # fmt: skip


def school(person: Someone, day: date) -> list[str]:
    """A child's, of the same family."""
    return [
        "CERTIFICAT DE SCOLARITÉ", f"Année scolaire {day.year - (day.month < 9)}-{day.year + (day.month >= 9)}", "Lycée Exemple", "",
        f"Le chef d'établissement certifie que l'élève Lou {person.holder.birth_name}", "est inscrit en classe de première.", f"Fait le {day:%d/%m/%Y}",
    ]  # fmt: skip


def lease(person: Someone, day: date) -> list[str]:
    """A contract of letting."""
    return [
        "CONTRAT DE LOCATION", "Logement vide à usage de résidence principale (loi du 6 juillet 1989)", "Entre le bailleur : SCI des Exemples",
        f"et le locataire : {person.name}", f"Désignation des lieux : {person.street}, {person.town}", "Durée du contrat : 3 ans",
        "Loyer mensuel : 540 €   Dépôt de garantie : 540 €", f"Prise d'effet le {day:%d/%m/%Y}",
    ]  # fmt: skip


def work_contract(person: Someone, day: date) -> list[str]:
    """Open-ended."""
    return [
        "CONTRAT DE TRAVAIL À DURÉE INDÉTERMINÉE", "Entre l'employeur : Menuiserie Exemple SARL", f"et le salarié : {person.name}",
        "Période d'essai de deux mois", "Rémunération mensuelle brute : 2 310 €", "Fonctions : menuisier", f"Fait à Nantes, le {day:%d/%m/%Y}",
    ]  # fmt: skip


def birth_certificate(person: Someone, day: date) -> list[str]:
    """A child's."""
    return [
        "EXTRAIT D'ACTE DE NAISSANCE", "Mairie de Nantes", f"Lou {person.holder.birth_name}", f"est née le {day:%d/%m/%Y} à Nantes",
        f"fille de {person.name}", "L'officier de l'état civil", "Mentions marginales : néant",
    ]  # fmt: skip


def hosting(person: Someone, day: date) -> list[str]:
    """Somebody houses them."""
    return [
        "ATTESTATION D'HÉBERGEMENT", "Je soussignée Odile EXEMPLE", f"certifie sur l'honneur héberger à mon domicile {person.name}", "à titre gratuit",
        "depuis le 1er janvier", f"Fait à Nantes, le {french_date(day)}",
    ]  # fmt: skip


def divorce(person: Someone, day: date) -> list[str]:
    """A judgment."""
    return [
        "TRIBUNAL JUDICIAIRE DE NANTES", "JUGEMENT DE DIVORCE", "Le juge aux affaires familiales", f"Entre {person.name} et son conjoint",
        "PAR CES MOTIFS", "Fixe la résidence habituelle de l'enfant chez la mère", "Contribution à l'entretien et à l'éducation : 150 € par mois", f"Le {french_date(day)}",
    ]  # fmt: skip


def unemployment(person: Someone, day: date) -> list[str]:
    """Rights opened."""
    return [
        "France Travail", "NOTIFICATION D'OUVERTURE DE DROITS", f"{person.name}", "Allocation d'aide au retour à l'emploi (ARE)",
        "Salaire journalier de référence : 74,12 €", "Durée d'indemnisation : 548 jours", f"Le {french_date(day)}",
    ]  # fmt: skip


def pension(person: Someone, day: date) -> list[str]:
    """A title."""
    return [
        "Assurance retraite", "NOTIFICATION DE RETRAITE", f"{person.reversed_name}", f"Date d'effet : {day:%d/%m/%Y}", "Montant mensuel de votre pension : 912,40 €",
        "Votre caisse de retraite",
    ]  # fmt: skip


def mutual(person: Someone, day: date) -> list[str]:
    """A complementary cover."""
    return [
        "CARTE DE TIERS PAYANT", "Mutuelle Exemple", f"Adhérent : {person.name}", "Numéro AMC 75 123 456", "Bénéficiaires : l'adhérent",
        f"Garantie Essentielle valable du {day:%d/%m/%Y} au 31/12/{day.year}",
    ]  # fmt: skip


def honour(person: Someone, day: date) -> list[str]:
    """A statement."""
    return [
        "ATTESTATION SUR L'HONNEUR", f"Je soussigné(e) {person.name}", f"demeurant {person.street}, {person.town}", "certifie sur l'honneur vivre seul(e).",
        "Pour servir et valoir ce que de droit", f"Fait à Nantes, le {day:%d/%m/%Y}",
    ]  # fmt: skip


def work_certificate(person: Someone, day: date) -> list[str]:
    """From an employer."""
    return [
        "CERTIFICAT DE TRAVAIL", "Menuiserie Exemple SARL", f"certifie que {person.name}", "a été employé(e) en qualité de menuisier",
        "et nous quitte libre de tout engagement.", f"Fait le {day:%d/%m/%Y}",
    ]  # fmt: skip


def loan(person: Someone, day: date) -> list[str]:
    """For a home."""
    return [
        "CERTIFICAT DE PRÊT", "Banque Exemple", f"Emprunteur : {person.name}", "Accession à la propriété", "Capital restant dû : 84 220 €",
        "Mensualité : 612 €   Taux : 2,10 %", f"Le {day:%d/%m/%Y}",
    ]  # fmt: skip


def family_book(person: Someone, day: date) -> list[str]:
    """Its first pages."""
    return [
        "LIVRET DE FAMILLE", "Époux ou père :", person.name, "Premier enfant : Lou", "L'officier de l'état civil", "Mairie de Nantes", f"{day:%d/%m/%Y}",
    ]  # fmt: skip


def sick_leave(person: Someone, day: date) -> list[str]:
    """The form that may not be sent as a copy."""
    return [
        "avis d'arrêt de travail", "cerfa n° 10170*08", "volet 1, à adresser au service médical", "L'assuré(e) :", person.name, f"{person.nir[:13]} {person.nir[13:]}",
        "Le prescripteur certifie avoir examiné", f"Arrêt initial   Prescrit un arrêt de travail jusqu'au {day:%d/%m/%Y} inclus", "Sorties autorisées : oui",
    ]  # fmt: skip


def care_sheet(person: Someone, day: date) -> list[str]:
    """Signed originals only."""
    return [
        "feuille de soins - médecin", "cerfa n° 12541*02", "Personne recevant les soins et assuré(e)", person.name, f"{person.nir[:13]} {person.nir[13:]}",
        "Conditions de prise en charge des soins", "Actes effectués", f"{day:%d/%m/%Y}  G  30,00", "Montant des honoraires", "Identification du médecin",
    ]  # fmt: skip


PAPERS: dict[str, Paper] = {
    "rib": rib, "fiche-de-paie": payslip, "avis-impot": tax_notice, "justificatif-domicile": electricity, "quittance-loyer": rent_receipt,
    "piece-identite": identity_card, "titre-sejour": residence_permit, "certificat-scolarite": school, "bail": lease,
    "contrat-travail": work_contract, "acte-naissance": birth_certificate, "attestation-hebergement": hosting, "jugement-divorce": divorce,
    "notification-are": unemployment, "titre-pension": pension, "attestation-mutuelle": mutual, "attestation-honneur": honour,
    "certificat-travail": work_certificate, "certificat-pret-accession": loan, "livret-famille": family_book,
    "avis-arret-travail": sick_leave, "feuille-de-soins": care_sheet,
}  # fmt: skip
# The law lets nobody take these, whatever they are said to be (facts §3.1).
NEVER = ("avis-arret-travail", "feuille-de-soins")
# What the rulebook says of how old each may be.
FRESHNESS = {
    "fiche-de-paie": "fiche-de-paie", "avis-impot": "avis-impot", "justificatif-domicile": "moins-de-3-mois", "quittance-loyer": "moins-de-3-mois",
    "attestation-hebergement": "moins-de-3-mois", "certificat-scolarite": "moins-de-12-mois", "piece-identite": "non-expire", "titre-sejour": "non-expire",
}  # fmt: skip
