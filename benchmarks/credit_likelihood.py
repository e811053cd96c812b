"""Likelihood of who was hired: a softmax over everybody who could have been, sampled without bias."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Sample:
    """Candidates of many positions, one below the other.

    `starts`: first row of each position; `hired`: 1.0 for the people really hired; `log_weight`: log of how many people
    a sampled row stands for. Credits of the candidates: `owner` (row), `phi` (credits × likenesses), and the
    features that are no sums over likenesses: `plain` (rows × plain).
    """

    starts: Ints
    hired: Floats
    log_weight: Floats
    owner: Ints
    phi: Floats
    plain: Floats

    def positions(self) -> Ints:
        """Return for each row the number of its position."""
        return np.repeat(np.arange(len(self.starts)), np.diff(np.append(self.starts, len(self.hired))))


class Softmax:
    """Negative mean log-likelihood and its slope; a position with n hires counts √n, not n."""

    def __init__(self, sample: Sample) -> None:
        self.sample, self.position = sample, sample.positions()
        hires = np.add.reduceat(sample.hired, sample.starts)
        self.pull = sample.hired / np.sqrt(hires)[self.position]
        self.total = np.sqrt(hires)

    def __call__(self, score: Floats) -> tuple[float, Floats]:
        """Return the loss at scores (rows,) and its slope by each score."""
        starts, many = self.sample.starts, len(self.sample.starts)
        lifted = score + self.sample.log_weight
        top = np.maximum.reduceat(lifted, starts)
        share = np.exp(lifted - top[self.position])
        mass = np.add.reduceat(share, starts)
        loss = float((self.total * (np.log(mass) + top)).sum() - (self.pull * score).sum()) / many
        slope = share * (self.total / mass)[self.position] - self.pull
        return loss, slope / many


def fit_linear(sample: Sample, table: Floats, ridge: float = 1e-3) -> Floats:
    """Fit the weights of features (rows × features), none below zero: each can only speak for a person."""
    softmax = Softmax(sample)

    def loss(weights: Floats) -> tuple[float, Floats]:
        value, slope = softmax(table @ weights)
        return value + ridge * float(weights @ weights), table.T @ slope + 2 * ridge * weights

    return _minimise(loss, np.ones(table.shape[1]), [(0.0, None)] * table.shape[1])


@dataclass(frozen=True)
class Kernel:
    """Fitted constants of one sum over credits: score = power·log(floor + Σ exp(φθ)) + plain·weights."""

    power: float
    floor: float
    theta: Floats
    weights: Floats


def fit_kernel(sample: Sample, start: Floats, ridge: float = 1e-3) -> Kernel:
    """Fit how much a credit weighs by how like the position it is. `start`: first guess of θ, which stays ≥ 0."""
    softmax, size = Softmax(sample), sample.phi.shape[1]
    rows, first = np.unique(sample.owner, return_index=True)

    def loss(values: Floats) -> tuple[float, Floats]:
        power, log_floor, theta, weights = values[0], values[1], values[2 : 2 + size], values[2 + size :]
        each = np.exp(np.clip(sample.phi @ theta, -30, 30))
        mass = np.full(len(sample.hired), np.exp(log_floor))
        mass[rows] += np.add.reduceat(each, first)
        value, slope = softmax(power * np.log(mass) + sample.plain @ weights)
        pull = slope * power / mass
        gradient = np.concatenate(
            [
                [slope @ np.log(mass), pull.sum() * np.exp(log_floor)],
                (pull[sample.owner] * each) @ sample.phi + 2 * ridge * (theta - start),
                sample.plain.T @ slope,
            ]
        )
        return value + ridge * float((theta - start) @ (theta - start)), gradient

    first_guess = np.concatenate([[1.2, -6.0], start, np.zeros(sample.plain.shape[1])])
    bounds = [(0.1, 4.0), (-10.0, 0.0), *[(0.01, 6.0)] * size, *[(-8.0, 12.0)] * sample.plain.shape[1]]
    best = _minimise(loss, first_guess, bounds)
    return Kernel(float(best[0]), float(np.exp(best[1])), best[2 : 2 + size], best[2 + size :])


def _minimise(
    loss: Callable[[Floats], tuple[float, Floats]], start: Floats, bounds: Sequence[tuple[float, float | None]]
) -> Floats:
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 120})
    return np.asarray(found.x, np.float64)
