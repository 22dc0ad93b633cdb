"""What codes are called in plain French. A code that this release does not know is shown as it is, rather than hidden."""

ORGANISMES = {
    "cnaf": "Caf",
    "cnam": "Assurance maladie",
    "msa": "MSA",
    "ssi": "Sécurité sociale des indépendants",
    "cnav": "Assurance retraite",
    "union_retraite": "Info Retraite",
    "cdc": "Caisse des dépôts",
    "france_travail": "France Travail",
    "mgen": "MGEN",
    "dgfip": "Impôts",
}
# Our own services: what they read, they read to answer the person.
_OURSELVES = "Mes droits sociaux"
_SERVICES = frozenset(
    {"bff", "identity", "situation", "rights", "simulator", "requests_tracking", "documents", "notify", "organismes", "ops"}
)  # fmt: skip

DOMAINS = {
    "sante": "Santé",
    "famille": "Famille",
    "logement": "Logement",
    "solidarite": "Solidarité",
    "retraite": "Retraite",
    "emploi": "Autour de l'emploi",
}
KINDS = {
    "address": "adresse",
    "contact": "téléphone et e-mail",
    "family_status": "situation de couple",
    "child_arrival": "arrivée d'un enfant",
    "child_departure": "départ d'un enfant",
    "pregnancy": "grossesse",
    "death_of_relative": "décès d'un proche",
    "employment_status": "activité",
    "monthly_resources": "ressources du mois",
    "housing": "logement",
    "bank_account": "compte bancaire",
    "regime": "régime de protection sociale",
    "disability_recognition": "reconnaissance d'un handicap",
    "studies": "études",
}
# What is read at an organisme: "cnaf.payments".
_AT_ORGANISME = {
    "rights": "vos droits",
    "payments": "vos paiements",
    "statements": "vos décomptes et relevés",
    "attestations": "vos attestations",
    "claims": "vos demandes",
}
# Where a plain "chez" would sound foreign.
_AT = {"cnaf": "à la Caf", "cnam": "à l'Assurance maladie", "msa": "à la MSA", "ssi": "à la Sécurité sociale des indépendants",
       "cnav": "à l'Assurance retraite", "cdc": "à la Caisse des dépôts", "mgen": "à la MGEN", "dgfip": "aux Impôts"}  # fmt: skip
_OTHER_SUBJECTS = {
    "identity": "identité",
    "nir": "numéro de sécurité sociale",
    "attachments": "organismes où vous avez un dossier",
    "claim": "votre demande",
    "calendar": "vos droits, demandes et situation",
}
PURPOSES = {
    "consult_rights": "pour vous montrer vos droits",
    "simulate": "pour simuler vos droits",
    "tell_once": "parce que vous l'avez déclaré une fois pour tous",
    "identify": "pour vous reconnaître",
    "certify": "pour certifier votre identité",
    "certify_identity": "pour certifier votre identité",
    "read_journal": "pour vous montrer qui a vu vos données",
    "deposit_documents": "pour déposer vos documents",
    "follow_claims": "pour suivre vos demandes",
    "start_claim": "parce que vous avez fait une demande",
    "deliver_document": "parce que vous lui avez envoyé ce document",
    "watch_rights": "pour vous prévenir avant qu'un droit ne s'arrête",
    "alert_rights": "pour vous montrer vos alertes",
    "set_alerts": "pour choisir comment vous prévenir",
    "review_document": "pour vérifier ce que nos contrôles n'ont pas pu lire",
}
VERBS = {"created": "Déclarée", "corrected": "Corrigée", "annulled": "Annulée", "ended": "Terminée"}
# What was sent of a fact, in the journal.
ACCESS_VERBS = {
    "created": "Déclaration",
    "corrected": "Correction",
    "annulled": "Annulation",
    "ended": "Fin",
    "controlled": "Vérification",
}
ASSURANCES = {
    0: "sans connexion",
    1: "connexion FranceConnect",
    2: "connexion FranceConnect+ (niveau substantiel)",
    3: "connexion FranceConnect+ (niveau élevé)",
}
REGIMES = {"general": "Régime général", "agricole": "Régime agricole", "independants": "Indépendants", "mgen": "MGEN"}


def reader_name(reader: str) -> str:
    """Who read: an organisme by its name, our own services by ours."""
    return _OURSELVES if reader in _SERVICES else ORGANISMES.get(reader, reader)


def subject_name(subject: str) -> str:
    """What was read: a kind of fact, a domain of rights, answers of an organisme, or another thing that we know of the person."""
    organisme, _, question = subject.partition(".")
    if organisme in ORGANISMES and question in _AT_ORGANISME:
        return f"{_AT_ORGANISME[question]} {_at(organisme)}"
    if organisme == "document":
        return "un document que vous avez déposé"
    if subject in DOMAINS:
        return f"droits : {DOMAINS[subject].lower()}"
    if subject in ORGANISMES:
        return f"vos droits {_at(subject)}"
    return KINDS.get(subject) or _OTHER_SUBJECTS.get(subject, subject)


def _at(organisme: str) -> str:
    return _AT.get(organisme) or f"chez {ORGANISMES[organisme]}"
