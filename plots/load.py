"""load.py - result files -> runs: the rows that may stand in one group of panels.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

import difflib
import fnmatch
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Iterable

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "results"))
import validate  # noqa: E402

USAGE, FILE = 2, 5  # exit codes: wrong use or nothing matched; not a good file


class PlotError(Exception):
    """Something to tell the user, and how the program ends."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


def plain(text: Any) -> str:
    """Text from a file, fit for one line of a figure."""
    return "".join(c if c.isprintable() else " " for c in " ".join(str(text).split()))


@dataclass(frozen=True)
class Row:
    name: str
    family: str
    kernel: str
    device: str
    shape: tuple[int, int, int]
    threads: int | None
    cache: str | None        # None: a row that was not measured is of every cache state
    status: str              # ok, failed, skipped
    peer: bool = False
    data: str = ""
    rejected: bool = False   # the device's own timer was not believed
    samples: int = 0
    gops: float = 0.0
    # GOPS at the slow and the fast end; None: too few samples
    ci95: tuple[float, float] | None = None
    quartiles: tuple[float, float] | None = None
    # All that the file says of it.
    q: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def times(self) -> str:
        return " × ".join(map(str, self.shape))


@dataclass
class Run:
    """Rows of one machine, one build and one kind of data, from one or more files."""
    files: list[str]
    contexts: list[dict[str, Any]]
    rows: list[Row] = field(default_factory=list)
    note: str = ""   # for the reader of a figure: what was left out on request

    @property
    def data(self) -> str:
        return ", ".join(sorted({row.data for row in self.rows if row.status == "ok"}))

    @property
    def names(self) -> list[str]:
        return [Path(name).name for name in self.files]

    @property
    def info(self) -> dict[str, Any]:
        return self.contexts[0]["qmark"]


def _row(entry: dict[str, Any]) -> Row:
    q = entry["qmark"]
    shape = (q["shape"]["m"], q["shape"]["n"], q["shape"]["k"])
    common = (entry["name"], q["family"], q["kernel"], q["device"], shape, q["threads"])
    peer = bool(q.get("peer"))
    if q["status"] != "ok":
        return Row(*common, q.get("cache"), q["status"], peer, q=q)
    ops = q["ops"]
    ci95 = q["ci95_ns"]
    return Row(*common, q["cache"], "ok", peer, q["data"], "rejected" in q["timer"],
               len(q["samples_ns"]), q["gops"], (ops / ci95[1], ops / ci95[0]) if ci95 else None,
               (ops / q["q75_ns"], ops / q["q25_ns"]), q)


def machine_of(context: dict[str, Any]) -> tuple[Any, ...]:
    q = context["qmark"]
    return (context["host_name"], context["num_cpus"], q["cpu"]["name"], q["cpu"]["arch"],
            q["memory_bytes"])


def _identity(document: dict[str, Any]) -> tuple[Any, ...]:
    """What must be equal for rows to be compared as if they came from one run."""
    context = document["context"]
    q = context["qmark"]
    return (machine_of(context), q["version"], q["commit"], q["dirty"], q["build_type"],
            q["compiler"], q["flags"],
            tuple(sorted({row["qmark"]["data"] for row in document["benchmarks"]})),
            tuple((d["id"], d["name"], d["driver"]) for d in q["devices"]))


def read_runs(paths: Iterable[str], by: str | None) -> list[Run]:
    """Files of one machine and build are one run, unless `by` is "file"; None: there must
    not be several machines.
    """
    runs: dict[Any, Run] = {}
    machines: dict[Any, str] = {}
    for index, path in enumerate(paths):
        document, errors = validate.file_errors(path)
        if errors:
            raise PlotError(FILE, "\n".join(errors))
        context = document["context"]
        key = index if by == "file" else _identity(document)
        run = runs.setdefault(key, Run([], []))
        owner = {row.name for row in run.rows if row.status == "ok"}
        fresh = [_row(entry) for entry in document["benchmarks"] + document["qmark_unmeasured"]]
        for row in fresh:
            if row.status == "ok" and row.name in owner:
                raise PlotError(USAGE, f"{path}: {row.name} stands in {run.files[-1]} already, "
                                "from the same machine and build; --by file draws them apart")
        run.files.append(path)
        run.contexts.append(context)
        run.rows += fresh
        machines.setdefault(machine_of(context), path)
    if by is None and len(machines) > 1:
        (_, one), (other, two) = list(machines.items())[:2]
        raise PlotError(USAGE, f"{two} is of another machine than {one} ({plain(other[2])}, "
                        f"{plain(other[0])}): --by machine draws them apart, --kind machines "
                        "beside each other")
    return list(runs.values())


def _threads(row: Row) -> str:
    return "auto" if row.threads is None else str(row.threads)


FILTERS: dict[str, Callable[[Row], str]] = {
    "family": lambda row: row.family,
    "kernel": lambda row: row.kernel,
    "device": lambda row: row.device,
    "shape": lambda row: "x".join(map(str, row.shape)),
    "threads": _threads,
    "cache": lambda row: row.cache or "",
}


def select(runs: list[Run], wanted: dict[str, list[str]]) -> list[Run]:
    """The runs with the rows that match every filter; PlotError if no measured row does."""
    rows = [row for run in runs for row in run.rows]
    for name, patterns in wanted.items():
        known = sorted({FILTERS[name](row) for row in rows} - {""})
        for pattern in patterns:
            if not fnmatch.filter(known, pattern):
                near = difflib.get_close_matches(pattern, known, 3, 0.4) or known[:5]
                raise PlotError(USAGE, f"--{name} {pattern}: no such row; did you mean "
                                f"{' or '.join(near)}?" if near else "the files have no rows")

    def matches(row: Row) -> bool:
        for name, patterns in wanted.items():
            value = FILTERS[name](row)
            if value and not any(fnmatch.fnmatchcase(value, p) for p in patterns):
                return False
        return True

    kept = [Run(run.files, run.contexts, [r for r in run.rows if matches(r)]) for run in runs]
    for run in kept:
        if not any(row.status == "ok" for row in run.rows):
            print(f"qmark plot: {', '.join(run.files)}: no measured row is left to draw",
                  file=sys.stderr)
    kept = [run for run in kept if any(row.status == "ok" for row in run.rows)]
    if not kept:
        raise PlotError(USAGE, "no rows, no figure")
    return kept
