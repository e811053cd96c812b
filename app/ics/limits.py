"""How much a feed may ask of the reader before it is refused: counted work, so that the answer is the same anywhere."""

from app.ics.days import Reason, UnreadableError

MAX_BYTES = 10_000_000
"""Twenty years of a full calendar with long descriptions are about five megabytes."""

MAX_COMPONENTS = 40_000
"""Events, alarms, tasks and zones together."""

MAX_DEPTH = 40
"""Components inside each other; the format knows three levels."""

MAX_STEPS = 1_000_000
"""Days and occurrences looked at while series are expanded; two or three seconds on a busy machine."""


class Budget:
    """The work left for one feed."""

    def __init__(self, steps: int = MAX_STEPS) -> None:
        self._left = steps

    def spend(self, steps: int = 1) -> None:
        """Take `steps` off; raise `UnreadableError` when nothing is left."""
        self._left -= steps
        if self._left < 0:
            raise UnreadableError(Reason.TOO_LARGE)
