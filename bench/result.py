"""A row of the results: a figure, what it is compared with, and whether that is good enough. Measures nothing."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    """One budget and how it is met.

    Shape: `baseline` and `ratio` (figure to baseline) are None where the budget is absolute; `must` and `aim` are in
           the ratio's terms then, else in `unit`; `holds` is about `must`, and None where there is none.
    """

    name: str
    figure: float
    unit: str
    baseline: float | None
    ratio: float | None
    must: float | None
    aim: float | None
    holds: bool | None


def row(
    name: str,
    figure: float,
    unit: str,
    *,
    baseline: float | None = None,
    must: float | None = None,
    aim: float | None = None,
    more_is_better: bool,
) -> Row:
    """A row, judged."""
    ratio = None if baseline is None else figure / baseline
    judged = figure if ratio is None else ratio
    holds = None if must is None else (judged >= must if more_is_better else judged <= must)
    return Row(
        name, _short(figure), unit, baseline and _short(baseline), ratio and _short(ratio), must, aim, holds
    )


def write(rows: Sequence[Row], file: Path) -> None:
    """Write the results as JSON."""
    file.write_text(json.dumps([asdict(each) for each in rows], indent=2) + "\n", encoding="utf-8")


def show(rows: Sequence[Row], console: Console) -> None:
    """Print the results."""
    table = Table("what", "figure", "unit", "baseline", "ratio", "must", "aim", "holds")
    for each in rows:
        holds = {None: "", True: "yes", False: "NO"}[each.holds]
        numbers = [each.figure, each.baseline, each.ratio, each.must, each.aim]
        figure, baseline, ratio, must, aim = ["" if n is None else f"{n:,g}" for n in numbers]
        table.add_row(each.name, figure, each.unit, baseline, ratio, must, aim, holds)
    console.print(table)


def _short(number: float) -> float:
    """Three digits: the rest is noise."""
    return float(f"{number:.3g}")
