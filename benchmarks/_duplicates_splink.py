"""Splink over a file of people, as its own documentation sets it up; a process of its own: python -m … FILE OUT.

Deduplication on DuckDB as in Splink's example of FEBRL: NameComparison and DateOfBirthComparison with term
frequencies, Damerau-Levenshtein for postcode and phone, EmailComparison, Jaro-Winkler for address and place; prior by
deterministic rules, u by random sampling (1e7 pairs), m by expectation-maximisation over two blocking rules. It is
given cleaned columns, as its documentation asks: small letters without accents, surnames apart, ten digits of phones.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from matching.text import fold

SEED, PAIRS, RECALL, LEAST = 1, 1e7, 0.7, 0.01
TEXTS = ("email", "street", "place", "postcode", "occupation")


def main(file: Path, out: Path) -> None:
    """Write id_a, id_b, probability of the pairs that Splink finds."""
    import pandas as pd  # noqa: PLC0415 - neither is in a lock file
    from splink import DuckDBAPI, Linker  # noqa: PLC0415

    with file.open(encoding="utf-8") as lines:
        rows = [_cleaned(row) for row in csv.DictReader(lines)]
    used = [name for name in rows[0] if any(row[name] for row in rows)]
    table = pd.DataFrame(rows)[used]
    database = DuckDBAPI()
    linker = Linker(database.register(table), _settings(set(used)), log_level="ERROR")
    _train(linker, set(used))
    found = linker.inference.predict(threshold_match_probability=LEAST)
    table = found.as_pandas_dataframe()
    columns = ["unique_id_l", "unique_id_r", "match_probability"]
    table[columns].to_csv(out, index=False, header=["id_a", "id_b", "probability"])


def _cleaned(row: dict[str, str]) -> dict[str, str | None]:
    surname, _, second = fold(row["surname"]).partition(" ")
    digits = "".join(each for each in row["phone"] if each.isdigit())[-10:]
    texts = {name: fold(row[name]) if name != "email" else row[name].lower() for name in TEXTS}
    cleaned = {"given_name": fold(row["given_name"]), "surname": surname, "second_surname": second, "phone": digits}
    born = row["birth_date"]
    cleaned |= {"birth_date": born if len(born) > len("2000") else "", "birth_year": born[:4]} | texts
    return {"unique_id": row["id"]} | {name: text or None for name, text in cleaned.items()}


def _settings(used: set[str]) -> Any:
    from splink import SettingsCreator, block_on  # noqa: PLC0415

    # a block on one name alone is what the example does; where few given names serve all, as in Mexico, its own
    # advice is joint keys: one given name alone would be a hundred million pairs of 100,000 people
    alone = [("given_name",), ("surname",), ("birth_date",), ("postcode",), ("phone",), ("email",), ("street",)]
    joint = [
        *(("given_name", "surname"), ("surname", "second_surname"), ("given_name", "second_surname")),
        *(("surname", "postcode"), ("given_name", "postcode"), ("given_name", "birth_date")),
        *(("surname", "birth_date"), ("given_name", "birth_year", "place"), ("surname", "birth_year", "place")),
        *(("phone",), ("email",), ("street", "postcode")),
    ]
    rules = [names for names in (joint if "phone" in used else alone) if used.issuperset(names)]
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=list(_comparisons(used)),
        blocking_rules_to_generate_predictions=[block_on(*names) for names in rules],
    )


def _comparisons(used: set[str]) -> Iterator[Any]:
    import splink.comparison_library as cl  # noqa: PLC0415

    for name in ("given_name", "surname", "second_surname"):
        if name in used:
            yield cl.NameComparison(name).configure(term_frequency_adjustments=True)
    yield cl.DateOfBirthComparison("birth_date", input_is_string=True, invalid_dates_as_null=True)
    if "email" in used:
        yield cl.EmailComparison("email").configure(term_frequency_adjustments=True)
    if "phone" in used:
        yield cl.DamerauLevenshteinAtThresholds("phone", [1, 2]).configure(term_frequency_adjustments=True)
    yield cl.DamerauLevenshteinAtThresholds("postcode", [1, 2])
    for name in ("street", "place"):
        yield cl.JaroWinklerAtThresholds(name, [0.9, 0.7]).configure(term_frequency_adjustments=True)
    if "occupation" in used:
        yield cl.ExactMatch("occupation").configure(term_frequency_adjustments=True)


def _train(linker: Any, used: set[str]) -> None:
    from splink import block_on  # noqa: PLC0415

    certain = [block_on("given_name", "surname", "birth_date"), block_on("street", "postcode", "given_name")]
    if "phone" in used:
        certain += [block_on("phone", "given_name"), block_on("email", "given_name")]
    training = linker.training
    training.estimate_probability_two_random_records_match(certain, recall=RECALL)
    training.estimate_u_using_random_sampling(max_pairs=PAIRS, seed=SEED)
    for names in (("given_name", "surname"), ("birth_date",)):
        training.estimate_parameters_using_expectation_maximisation(block_on(*names))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
