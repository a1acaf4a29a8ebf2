"""`make bench`: measures, writes bench/results.json and prints it. Exits 1 when a budget does not hold."""

import argparse
import asyncio
import os
import sys
from pathlib import Path
from typing import Final

from rich.console import Console

from bench import idle, slack, teams
from bench.result import Row, show, write
from bench.stage import open_stage

RESULTS: Final = Path(__file__).with_name("results.json")
PARTS: Final = ("idle", "slack", "teams")


async def measure(parts: list[str], *, rounds: int, scale: float, idle_s: float) -> list[Row]:
    """The rows of these parts."""
    rows: list[Row] = []
    async with open_stage() as stage:
        if "idle" in parts:
            rows += await idle.rows(stage, watch_s=idle_s)
        if "slack" in parts:
            rows += await slack.rows(stage, rounds=rounds, scale=scale)
        if "teams" in parts:
            rows += await teams.rows(stage, rounds=rounds, scale=scale)
    return rows


def main() -> int:
    """Measure and show."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", help="this part alone; may be given again")
    parser.add_argument("--rounds", type=int, default=5, help="rounds that count, after one that warms up")
    parser.add_argument("--scale", type=float, default=1.0, help="how much of the usual load")
    parser.add_argument("--idle-s", type=float, default=20.0, help="how long the idle bot is watched")
    given = parser.parse_args()
    busy = os.getloadavg()[0]
    rows = asyncio.run(
        measure(given.only or list(PARTS), rounds=given.rounds, scale=given.scale, idle_s=given.idle_s)
    )
    write(rows, RESULTS)
    console = Console(width=None if sys.stdout.isatty() else 150)
    show(rows, console)
    console.print(f"The machine's load before it began: {busy:.1f}; above 0.5 the figures are disturbed.")
    return 1 if any(each.holds is False for each in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
