"""Measure the relevance of search hits: `python benchmarks/relevance.py [QUERIES.yaml]`.

Queries are what people type, each with the lessons that answer it, or none if no lesson does;
default: those of the tests. For each kind of query and overall, the script prints the precision at
1 (the share whose first hit is an answer, or that rightly find nothing) and the mean reciprocal
rank of the first answer; then it prints every failure.
"""

import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import yaml

from lalaland_cli import Library, open_library

ROOT = Path(__file__).resolve().parent.parent
QUERIES = ROOT / "tests" / "data" / "queries.yaml"


class Judged(NamedTuple):
    """A query, what it found, and the rank of the first answer, or 0 if there is none."""

    query: str
    kind: str
    answers: list[str]
    found: list[str]
    rank: int

    @property
    def score(self) -> float:
        """The reciprocal rank; 1 if the search rightly found nothing."""
        if not self.answers:
            return float(not self.found)
        return 1 / self.rank if self.rank else 0.0


def judge(lessons: Library, query: str, kind: str, answers: list[str]) -> Judged:
    """Search for a query and determine the rank of its first answer."""
    found = [hit.theme.id for hit in lessons.search(query).hits]
    right = [name in answers or "any" in answers for name in found]
    return Judged(query, kind, answers, found, right.index(True) + 1 if True in right else 0)


def judged(path: Path) -> list[Judged]:
    """Judge every query of a file on the bundled lessons."""
    queries = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    with open_library(ROOT / "data" / "lessons.yaml", cached=False) as lessons:
        return [judge(lessons, **entry) for entry in queries]


def precision(results: Sequence[Judged]) -> float:
    """Return the share of queries whose first hit is an answer, or that rightly find nothing."""
    return sum(result.score == 1 for result in results) / len(results)


def main() -> None:
    """Print the tables."""
    results = judged(Path(sys.argv[1]) if len(sys.argv) > 1 else QUERIES)
    kinds = defaultdict(list)
    for result in results:
        kinds[result.kind].append(result)
    print("| kind | queries | precision at 1 | mean reciprocal rank |\n| --- | --- | --- | --- |")
    for kind, group in [*kinds.items(), ("all", results)]:
        rank = sum(result.score for result in group) / len(group)
        print(f"| {kind} | {len(group)} | {precision(group):.2f} | {rank:.2f} |")
    print("\nFailures:\n")
    for result in results:
        if result.score < 1:
            print(f"- {result.query!r} wants {result.answers}, finds {result.found}")


if __name__ == "__main__":
    main()
