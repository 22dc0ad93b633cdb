"""What a person reads about the certification of their NIR: what happened, and what to do now."""

NIR_MISSING = (
    "Indiquez une fois votre numéro de sécurité sociale : il sert à retrouver vos droits auprès de chaque organisme."
)
PENDING = (
    "Votre numéro est bien noté. Les organismes ne répondent pas pour le moment : nous leur redemandons régulièrement, "
    "vous n'avez rien à faire."
)
PENDING_CONFIRMED = (
    "Un agent a confirmé votre numéro. Nous le présentons de nouveau aux organismes : vous n'avez rien à faire."
)
CERTIFIED = "Votre numéro est certifié : vos droits peuvent s'afficher."
DISPLACED = (
    "Un agent a établi que le numéro que vous aviez indiqué est celui d'une autre personne. Vérifiez le numéro de votre carte "
    "Vitale et indiquez-le de nouveau."
)
ANOTHER_DECLARED = "La personne a déclaré un autre numéro."

_AGENT = "Un agent vérifie ; vous n'avez rien à renvoyer. Si vous vous êtes trompé de chiffre, indiquez de nouveau votre numéro."

# By reason of review.
IN_REVIEW = {
    "PIVOT_MISMATCH": (
        "Le numéro indiqué ne correspond pas au sexe ou à la date de naissance transmis par FranceConnect. " + _AGENT
    ),
    "UNKNOWN_TO_ORGANISMES": "Aucun organisme ne reconnaît ce numéro sous votre identité. " + _AGENT,
    # Says nothing of the other person.
    "ALREADY_HELD": "Ce numéro n'a pas pu être relié à votre identité. " + _AGENT,
    "ASKED": "Votre demande est transmise à un agent, qui vérifie votre identité. Gardez le numéro de cette demande.",
}
