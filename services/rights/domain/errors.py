"""The named errors of the rights domain."""


class RightsError(Exception):
    """Base of every refusal of this domain."""


class UnknownBenefitError(RightsError):
    """A benefit id that the catalogue does not hold."""


class UnknownTermError(RightsError):
    """A term that the lexicon does not hold, under any of its names."""


class InvalidRightError(RightsError):
    """A right or a payment whose own figures contradict each other."""


class MissingRuleError(RightsError):
    """No dated rule is in force on the day asked."""


class NaiveInstantError(RightsError):
    """An instant without a time zone: its age cannot be told."""
