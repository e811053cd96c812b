"""Several productions together: who stands on which slot, with a proven bound on how much better any plan could be.

`solve` takes the objectives as one sum (files), `solve_tiers` in order (the product), `price` tells what one choice
costs.
"""

from matching.plan_price import price
from matching.plan_sum import solve
from matching.plan_tiers import solve_tiers
from matching.plan_value import DEFAULT_SECONDS

__all__ = ["DEFAULT_SECONDS", "price", "solve", "solve_tiers"]
