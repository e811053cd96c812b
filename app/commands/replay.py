"""`llamado replay`: rank who would be hired on real productions, from credits alone. Needs no database."""

from dataclasses import replace
from pathlib import Path

import click
import numpy as np
from tqdm import tqdm

from app.errors import LlamadoError
from app.services.replay import Replay, replay_model, run_replay


@click.command()
@click.option(
    "--in", "source", required=True, type=click.Path(path_type=Path), help="folder with history.csv, needs-*.csv …"
)
@click.option("--out", "target", required=True, type=click.Path(path_type=Path), help="folder for the answers")
@click.option("--seed", default=1, show_default=True, help="decides between people who score the same")
@click.option("--rotation", type=float, help="what being shown before costs; left out, the model's own")
def replay(source: Path, target: Path, seed: int, rotation: float | None) -> None:
    """Answer each quarter's needs from the credits known before it, then learn that quarter's credits."""
    model = replay_model()
    if rotation is not None:
        model = replace(model, rotation=rotation)
    with tqdm(unit=" needs", leave=False) as bar:

        def watch(quarter: str, done: int, of: int) -> None:
            if done == 1:
                bar.reset(of)
                bar.set_description(quarter)
            bar.update()

        try:
            spent = run_replay(source, target, Replay(model, seed), watch)
        except LlamadoError as error:
            raise click.ClickException(str(error)) from error
    slow = np.percentile(spent, 95) if spent else 0.0
    mean = np.mean(spent) if spent else 0.0
    click.echo(f"{len(spent)} needs answered with {model.name}: {mean:.1f} ms a need, 95 % within {slow:.1f} ms")
