"""The rows of the linear programme: of each clique of a person's columns at most one is chosen."""

from typing import NamedTuple

import numpy as np

from matching.plan_model import Bools, Ints, Model


class Rows(NamedTuple):
    """Sparse rows: entry n says that row `row[n]` has column `column[n]`, counted within the columns given.

    Row r stands for clique `clique[r]` of person `person[r]`: it holds for all of the person's columns in it.
    """

    row: Ints
    column: Ints
    person: Ints
    clique: Ints


def person_rows(model: Model, columns: Ints) -> Rows:
    """Return the rows for some columns (ascending), without those that another of the same person contains."""
    column, clique = np.nonzero(model.cliques[model.position[columns]])
    key = model.person[columns][column] * model.cliques.shape[1] + clique
    order = np.argsort(key, kind="stable")
    key, column = key[order], column[order].astype(np.int64)
    new = np.ones(len(key), np.bool_)
    new[1:] = key[1:] != key[:-1]
    row = np.cumsum(new) - 1
    person, clique = np.divmod(key[new], model.cliques.shape[1])
    size = np.bincount(row, minlength=len(person))
    member = model.cliques[model.position[columns]]
    keep = size > 1
    keep &= ~_inside_neighbour(member, row, column, person, clique, step=1)
    keep &= ~_inside_neighbour(member, row, column, person, clique, step=-1)
    chosen = keep[row]
    return Rows(np.cumsum(keep)[row[chosen]] - 1, column[chosen], person[keep], clique[keep])


def _inside_neighbour(member: Bools, row: Ints, column: Ints, person: Ints, clique: Ints, *, step: int) -> Bools:
    """Return which rows are contained in the person's next row (step 1) or, smaller, in the one before (step -1).

    Cliques stand in the order of days, and a column's days are without a break (or it only shares rows that are
    kept for nothing): where a row lies within another, it lies within its neighbour.
    """
    at = np.arange(len(person))
    other = np.clip(at + step, 0, max(len(person) - 1, 0))
    same = (person[other] == person) & (other != at)
    shared = np.bincount(row, member[column, clique[other][row]] & same[row], minlength=len(person))
    size = np.bincount(row, minlength=len(person))
    inside: Bools = same & (shared == size)
    if step < 0:
        inside &= size < size[other]
    return inside
