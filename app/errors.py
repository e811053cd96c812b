"""Errors of the trade: raised by services, told to people by views and commands."""


class LlamadoError(Exception):
    """Something a person asked for can't be done; the message says why and what to do.

    `message` is an English message id with %(name)s places; `values` fill them after translation.
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message % values if values else message)
        self.message = message
        self.values = values


class NotFoundError(LlamadoError):
    """What was asked for does not exist, or not for this person."""


class NotAllowedError(LlamadoError):
    """The person may not do this."""


class ConflictError(LlamadoError):
    """It would break a rule that always holds, or somebody else was faster."""


class InvalidInputError(LlamadoError):
    """What was handed in can't be understood; the message names field, row and remedy."""


class TooOftenError(NotAllowedError):
    """It was tried too often lately; in `seconds` it may be tried again."""

    def __init__(self, message: str, *, seconds: int, **values: object) -> None:
        super().__init__(message, **values)
        self.seconds = seconds
