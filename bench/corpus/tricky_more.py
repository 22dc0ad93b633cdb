"""Papers that bear another title than the one that everybody says: the form of two uses, the record that has changed its name, the copy of an act."""

# Every maker has the same parameters, whichever it needs.

from datetime import date, timedelta

from bench.corpus.papers import Paper
from bench.corpus.people import Someone
from services.documents.domain.freshness import french_date


def home_on_the_rent_form(person: Someone, day: date) -> list[str]:
    """One form serves tenants and residents."""
    return [
        "Attestation de loyer ou résidence en foyer", "cerfa n° 10842*07", "À compléter par le bailleur ou le gestionnaire", f"Nom du résident : {person.reversed_name}",
        "Foyer de jeunes travailleurs de l'Exemple", "Redevance du mois de juillet 412,00 €", f"Fait le {day:%d/%m/%Y}   cachet du gestionnaire",
    ]  # fmt: skip


def agreed_end(person: Someone, day: date) -> list[str]:
    """The form that the State approves."""
    return [
        "Ministère du travail", "FORMULAIRE DE DEMANDE D'HOMOLOGATION", "d'une rupture conventionnelle d'un contrat de travail à durée indéterminée", "cerfa n° 14598*01",
        f"Le salarié : {person.name}", "Ancienneté : 8 ans   Convention collective : bâtiment", "Rémunération mensuelle brute des douze derniers mois", "Date de l'entretien 02/09/2026",
        "Montant de l'indemnité spécifique 4 820 €", f"Date de fin du délai de rétractation : {day:%d/%m/%Y}",
    ]  # fmt: skip


def sirene(person: Someone, day: date) -> list[str]:
    """From the statistical office."""
    return [
        "INSEE", "SITUATION AU RÉPERTOIRE SIRENE", f"À la date du {day:%d/%m/%Y}", "Identifiant SIREN 901 234 567   SIRET 901 234 567 00012", f"{person.reversed_name}",
        "Catégorie : entrepreneur individuel", "Activité principale exercée 43.32A travaux de menuiserie bois", "Établissement actif depuis le 02/05/2023",
    ]  # fmt: skip


def whole_death_act(person: Someone, day: date) -> list[str]:
    """Copied whole."""
    return [
        "COPIE INTÉGRALE", "Acte de décès n° 112", "Commune de Nantes", f"Le {french_date(day)}, est décédée Jeanne {person.holder.birth_name}, fille de Paul", "née à Quimper, veuve",
        "L'officier de l'état civil par délégation",
    ]  # fmt: skip


def whole_birth_act(person: Someone, day: date) -> list[str]:
    """Copied whole, with what was written in its margin since."""
    return [
        "COPIE INTÉGRALE", "Acte de naissance n° 1204", "Commune de Nantes", f"Le {french_date(day)} est née Lou {person.holder.birth_name}, fille de {person.name}",
        "Mention marginale : reconnue par le père", "L'officier de l'état civil",
    ]  # fmt: skip


def nursery_contract(person: Someone, day: date) -> list[str]:
    """A childminder's contract is a contract of work too."""
    return [
        "CONTRAT DE TRAVAIL À DURÉE INDÉTERMINÉE - ASSISTANTE MATERNELLE AGRÉÉE", f"Entre le parent employeur : {person.name}", "et l'assistante maternelle : Odile EXEMPLE",
        f"Contrat d'accueil de l'enfant Lou {person.holder.birth_name}", "Enfant accueilli 36 heures par semaine", "Heures de garde, indemnités d'entretien, période d'essai",
        f"Fait le {day:%d/%m/%Y}",
    ]  # fmt: skip


def stay(person: Someone, day: date) -> list[str]:
    """The clinic's own word for it."""
    return [
        "Clinique de l'Exemple", "BULLETIN D'HOSPITALISATION", f"{person.name}", f"Date d'entrée : {day:%d/%m/%Y}", f"Date de sortie : {day + timedelta(days=3):%d/%m/%Y}",
        "Service : chirurgie orthopédique", "Ce bulletin ne vaut pas avis d'arrêt de travail.", "FINESS 44 000 112 1",
    ]  # fmt: skip


def handicap_card(person: Someone, day: date) -> list[str]:
    """A decision that speaks of work, of a claim and of ways of appeal."""
    return [
        "MDPH de Loire-Atlantique", f"Nantes, le {day:%d/%m/%Y}", f"{person.name}", person.street, person.town, "NOTIFICATION DE DÉCISION", "Vous avez déposé un certificat médical et une demande.",
        "La CDAPH vous attribue l'allocation aux adultes handicapés du 01/12/2026 au 30/11/2031", "Taux d'incapacité : 80 %", "Voies de recours : recours préalable dans les deux mois",
    ]  # fmt: skip


def allowances_online(person: Someone, day: date) -> list[str]:
    """As the account on line gives it."""
    return [
        "Mon compte - ameli.fr", "Relevé d'indemnités journalières", f"{person.name}   {person.nir[:13]} {person.nir[13:]}", f"Du {day - timedelta(days=13):%d/%m/%Y} au {day:%d/%m/%Y}",
        "Maladie   14 jours   41,47 €   580,58 €", "CSG et CRDS 38,90 €   Montant net 541,68 €", "Employeur : Menuiserie Exemple. Avis d'arrêt de travail reçu le 03/11/2026.",
    ]  # fmt: skip


PAPERS: tuple[tuple[str, Paper, str], ...] = (
    ("attestation-residence-foyer", home_on_the_rent_form, "attestation-loyer"), ("lettre-licenciement", agreed_end, ""), ("extrait-immatriculation", sirene, ""),
    ("acte-deces", whole_death_act, ""), ("acte-naissance", whole_birth_act, ""), ("justificatif-garde-enfant", nursery_contract, ""),
    ("bulletin-situation-hospitalier", stay, ""), ("notification-mdph", handicap_card, ""), ("attestation-indemnites-journalieres", allowances_online, ""),
)  # fmt: skip
