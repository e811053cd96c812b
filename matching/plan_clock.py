"""The planner's clock: when to stop, and when to tell how far it is."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace


@dataclass
class Clock:
    """How long a plan may take and whether it was cancelled; `limit` counts from `began`, in seconds."""

    limit: float
    cancelled: Callable[[], bool] | None = None
    began: float = field(default_factory=time.perf_counter)

    def spent(self) -> float:
        """Return the seconds since the plan began."""
        return time.perf_counter() - self.began

    def left(self) -> float:
        """Return the seconds that are left, none where the plan was cancelled."""
        if self.cancelled is not None and self.cancelled():
            return 0.0
        return max(0.0, self.limit - self.spent())

    def over(self) -> bool:
        """Return whether to stop now."""
        return self.left() <= 0

    def share(self, part: float) -> "Clock":
        """Return a clock that stops after a part (0..1) of what is left."""
        return replace(self, limit=self.spent() + self.left() * part)
