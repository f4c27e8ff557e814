"""Measure what a search finds first: `python benchmarks/relevance.py [QUERIES.yaml]`.

The queries are things that people type, each with the lessons that answer it, or with none where
no lesson does; by default those of the tests. It prints, for each kind of query and in all, the
precision at 1 (the share whose first hit is an answer, or that rightly find nothing), the mean
reciprocal rank of the first answer, and every failure.
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
    """A query, what it found, and the rank of the first answer: 0 if there is none."""

    query: str
    kind: str
    answers: list[str]
    found: list[str]
    rank: int

    @property
    def score(self) -> float:
        """The reciprocal rank; 1 for rightly nothing."""
        if not self.answers:
            return float(not self.found)
        return 1 / self.rank if self.rank else 0.0


def judge(lessons: Library, query: str, kind: str, answers: list[str]) -> Judged:
    """Search for a query and look where its answers stand."""
    found = [hit.theme.id for hit in lessons.search(query).hits]
    right = [name in answers or "any" in answers for name in found]
    return Judged(query, kind, answers, found, right.index(True) + 1 if True in right else 0)


def judged(path: Path) -> list[Judged]:
    """Every query of a file, judged on the shipped lessons."""
    queries = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    with open_library(ROOT / "data" / "lessons.yaml", cached=False) as lessons:
        return [judge(lessons, **entry) for entry in queries]


def precision(results: Sequence[Judged]) -> float:
    """The share of queries whose first hit is an answer, or that rightly find nothing."""
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
