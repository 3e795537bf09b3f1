#!/usr/bin/env python3
"""validate.py - says whether a file is a qmark result file, and if not, where and why.

    results/validate.py FILE...

schema.json states the form of each field; the rules here are those between fields.
One line an error: `file: path.to.field: what`.  Exit: 0 all good, 5 a bad file, 2 usage.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

import argparse
import json
import math
import sys
from pathlib import Path
from typing import Any, Iterator

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from schema_check import Path as Where, brief, schema_errors, show  # noqa: E402

SCHEMA = 1       # the newest that this program reads
CLOSE = 1e-6     # relative; results are printed with fewer digits than they have
WINDOW = 1.0     # seconds that joules are counted over, at least
OF_PEERS = ("unordered", "requantised")  # what only a library's row may be
BELIEVED = 1.05  # of a roof; clocks and ceilings are not known better than that
LARGEST = 64 << 20  # bytes; a run of everything has a few millions
SHOWN = 20       # errors of one file that are worth reading

Error = tuple[Where, str]


class Refused(ValueError):
    """JSON, but no result file: too large, or of fields of which readers may take either."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Refused(f"the field {brief(twice)} stands twice in one object")
    return result


def read(path: str) -> Any:
    """The document; OSError or ValueError if there is none."""
    try:
        with open(path, "rb") as file:
            text = file.read(LARGEST + 1)
        if len(text) > LARGEST:
            raise Refused(f"larger than {LARGEST >> 20} MiB: not a result file")
        return json.loads(text, object_pairs_hook=_object)
    except Refused:
        raise
    except json.JSONDecodeError as error:
        raise ValueError(f"line {error.lineno}, column {error.colno}: not JSON "
                         f"({error.msg})") from None
    except UnicodeDecodeError:
        raise ValueError("not JSON (not UTF-8 text)") from None
    except RecursionError:
        raise ValueError("not JSON that anybody meant (nested too deeply)") from None


def _not_finite(value: Any, path: Where = ()) -> Iterator[Error]:
    if isinstance(value, float) and not math.isfinite(value):
        yield path, f"{json.dumps(value)} is not a finite number"
    elif isinstance(value, int) and abs(value) >= 1 << 64:
        yield path, "does not fit in 64 bits"
    elif isinstance(value, (dict, list)):
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        for step, part in parts:
            yield from _not_finite(part, path + (step,))


def _foreign(document: Any) -> Iterator[Error]:
    """Reasons to read no further: it is another kind of file."""
    if not isinstance(document, dict):
        yield (), "not a qmark result file (expected an object)"
        return
    context = document.get("context")
    ours = context.get("qmark") if isinstance(context, dict) else None
    if ours is None and isinstance(document.get("benchmarks"), list):
        yield ("context", "qmark"), "missing: Google Benchmark wrote this, but not qmark"
    elif not isinstance(ours, dict):
        yield ("context", "qmark"), "missing: not a qmark result file"
    elif type(ours.get("schema")) is int and ours["schema"] > SCHEMA:
        yield ("context", "qmark", "schema"), (
            f"the file has schema {ours['schema']}, this program reads up to {SCHEMA}: "
            "use the qmark that wrote it, or a newer one")


def row_name(q: dict[str, Any]) -> str:
    """The key of a row, spelled out; what Google Benchmark's readers see."""
    shape, threads = q["shape"], q["threads"]
    return (f"{q['kernel']}/{q['device']}/{shape['m']}x{shape['n']}x{shape['k']}"
            f"/threads:{'auto' if threads is None else threads}/{q['cache']}/real_time")


def _close(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=CLOSE)


def _energy_errors(q: dict[str, Any]) -> Iterator[Error]:
    """Measured, or a reason why not; a label below A says why, and an interval's is a share."""
    energy = q.get("energy")
    if energy and (energy["gross_joules"] is None) == (energy["reason"] is None):
        yield ("qmark", "energy", "reason"), "expected either joules, or why there are none"
    if energy and energy["gross_joules"] is not None:
        for name in ("idle_watts", "window_s", "products", "source", "domains"):
            if energy[name] is None:
                yield ("qmark", "energy", name), "missing beside joules"
        if (energy["net_joules"] or 0) > energy["gross_joules"] * (1 + CLOSE):
            yield ("qmark", "energy", "net_joules"), "more than with what idling costs"
        if (energy["window_s"] or 1) < WINDOW:
            yield ("qmark", "energy", "window_s"), f"{energy['window_s']} s are too short"
    share = q.get("evidence", {}).get("interval_share")
    if share is not None and q["ci95_ns"] is not None:
        half = (q["ci95_ns"][1] - q["ci95_ns"][0]) / 2 / q["median_ns"]
        if not math.isclose(share, half, rel_tol=CLOSE, abs_tol=CLOSE):
            yield ("qmark", "evidence", "interval_share"), f"expected {half:.6g} of ci95_ns"


def _row_errors(row: dict[str, Any]) -> Iterator[Error]:
    q = row["qmark"]
    own = ("qmark",)

    if not q["kernel"].startswith(q["family"] + "_"):
        yield own + ("kernel",), f"expected a name that begins with {q['family']}_"
    if row["name"] != row_name(q):
        yield ("name",), f"expected {row_name(q)}, found {row['name']}"
    if row["run_name"] != row["name"]:
        yield ("run_name",), "differs from name"
    if q["verified"] in OF_PEERS and not q.get("peer"):
        yield own + ("verified",), f"only a peer library's row may be {q['verified']}"
    if "library" in q and not q.get("peer"):
        yield own + ("library",), "only a peer's row has a library"
    if "unordered_error" in q and q["verified"] != "unordered":
        yield own + ("unordered_error",), f"the row is {q['verified']}, so it has no such error"
    elif (q.get("unordered_error") or 0) > q["shape"]["k"] * 1.01:
        yield own + ("unordered_error",), "more than any order of the sums can do"

    samples, iterations = q["samples_ns"], q["iterations_per_sample"]
    if len(samples) != len(iterations):
        yield own + ("iterations_per_sample",), (
            f"{len(iterations)} items for {len(samples)} samples")
    elif row["iterations"] != sum(iterations):
        yield ("iterations",), f"expected the sum {sum(iterations)}, found {row['iterations']}"

    steps = ["min_ns", "q25_ns", "median_ns", "q75_ns", "max_ns"]
    for low, high in zip(steps, steps[1:]):
        if q[low] > q[high]:
            yield own + (high,), f"{q[high]} is less than {low}, {q[low]}"
    if q["ci95_ns"] is not None:
        ends = ["min_ns", "low end", "median_ns", "high end", "max_ns"]
        values = [q["min_ns"], q["ci95_ns"][0], q["median_ns"], q["ci95_ns"][1], q["max_ns"]]
        for i in range(4):
            if values[i] > values[i + 1]:
                yield own + ("ci95_ns",), f"{ends[i]} is greater than {ends[i + 1]}"
    ordered = sorted(samples)
    middle = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    for name, low, high in [("min_ns", ordered[0], ordered[0]), ("median_ns", *middle),
                            ("max_ns", ordered[-1], ordered[-1])]:
        if not low * (1 - CLOSE) <= q[name] <= high * (1 + CLOSE):
            yield own + (name,), f"{q[name]} does not follow from samples_ns"

    shape = q["shape"]
    ops = 2 * shape["m"] * shape["n"] * shape["k"]
    if q["ops"] != ops and not math.isclose(q["ops"], ops, rel_tol=1e-12):
        yield own + ("ops",), f"expected 2*m*n*k = {ops}, found {brief(q['ops'])}"
    gops = ops / q["median_ns"]
    if not _close(q["gops"], gops):
        yield own + ("gops",), f"expected ops/median_ns = {gops:.6g}, found {q['gops']}"
    if not _close(row["items_per_second"], gops * 1e9):
        yield ("items_per_second",), f"expected {gops * 1e9:.6g}, operations a second"
    for name in ("real_time", "cpu_time"):
        if not _close(row[name], q["median_ns"]):
            yield (name,), f"expected median_ns = {q['median_ns']}, found {row[name]}"
    if "intensity" in q and not _close(q["intensity"], ops / q["bytes"]):
        yield own + ("intensity",), f"expected ops/bytes = {ops / q['bytes']:.6g}"
    if q.get("roof_gops") is not None:
        share = gops / q["roof_gops"]
        if not _close(q["roof_share"], share):
            yield own + ("roof_share",), f"expected gops/roof_gops = {share:.6g}"
        if share > BELIEVED:
            yield own + ("roof_share",), f"{share:.3g} is above the roof: not to be believed"
    yield from _energy_errors(q)
    if q["threads"] is not None and row["threads"] != q["threads"]:
        yield ("threads",), f"expected {q['threads']} as in qmark, found {row['threads']}"


def _word_of(interval: list[float] | None) -> str:
    if interval is None:
        return "unclear"
    return "ahead" if interval[0] > 1 else "behind" if interval[1] < 1 else "level"


def _versus_errors(document: dict[str, Any]) -> Iterator[Error]:
    """Each side is a measured row, and the verdict is what the interval says."""
    rows = {row["name"]: row["qmark"] for row in document["benchmarks"]}
    for index, v in enumerate(document["context"]["qmark"].get("versus", [])):
        here = ("context", "qmark", "versus", index)
        for side in ("ours", "peer"):
            q = rows.get(row_name(v | {"kernel": v[side]}))
            if not q or q.get("peer", False) != (side == "peer"):
                yield here + (side,), f"{v[side]} is no row of such a kernel"
            elif len(q["samples_ns"]) < v["pairs"]:
                yield here + ("pairs",), f"more than the samples of {v[side]}"
            elif side == "peer" and v["unordered"] != (q["verified"] == "unordered"):
                yield here + ("unordered",), f"the row is {q['verified']}"
            elif side == "peer" and v.get("peer_verified", q["verified"]) != q["verified"]:
                yield here + ("peer_verified",), f"the row is {q['verified']}"
        low, high = v["ci95"] or (v["ratio"], v["ratio"])
        if not low <= v["ratio"] <= high:
            yield here + ("ratio",), "is not in its interval"
        if v["verdict"] != _word_of(v["ci95"]):
            yield here + ("verdict",), f"expected {_word_of(v['ci95'])} from ci95"


def _rule_errors(document: dict[str, Any]) -> Iterator[Error]:
    ids = [device["id"] for device in document["context"]["qmark"]["devices"]]
    for index, name in enumerate(ids):
        if name in ids[:index]:
            yield ("context", "qmark", "devices", index, "id"), f"{name} stands twice"
    seen: dict[str, str] = {}
    for part in ("benchmarks", "qmark_unmeasured"):
        for index, row in enumerate(document[part]):
            here = (part, index)
            name = row["name"]
            if name in seen:
                yield here + ("name",), f"{name} is the name of {seen[name]} already"
            seen.setdefault(name, show(here))
            if row["qmark"]["device"] not in ids and part == "benchmarks":
                yield here + ("qmark", "device"), (
                    f"{row['qmark']['device']} is not in context.qmark.devices")
            if part == "benchmarks":
                for path, what in _row_errors(row):
                    yield here + path, what
    yield from _versus_errors(document)


def check(document: Any) -> list[tuple[str, str]]:
    """Every error as (path.to.field, what); empty: a good result file."""
    errors = list(_foreign(document)) or list(_not_finite(document))
    if not errors:
        schema = json.loads(Path(__file__).with_name("schema.json").read_text("utf-8"))
        errors = schema_errors(schema, document) or list(_rule_errors(document))
    return [(show(path), what) for path, what in errors]


def file_errors(path: str) -> tuple[Any, list[str]]:
    """The document and one line for each error."""
    try:
        document = read(path)
    except OSError as error:
        return None, [f"{path}: {error.strerror or error}"]
    except ValueError as error:
        return None, [f"{path}: {error}"]
    errors = [f"{path}: {where}: {what}" for where, what in check(document)]
    if len(errors) > SHOWN:
        errors[SHOWN:] = [f"{path}: and {len(errors) - SHOWN} more errors"]
    return document, errors


def main() -> int:
    parser = argparse.ArgumentParser(description="Validate qmark result files.",
                                     epilog="Exit: 0 good, 5 a bad file, 2 usage.")
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("-q", "--quiet", action="store_true", help="print errors only")
    args = parser.parse_args()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")

    bad = False
    for path in args.files:
        document, errors = file_errors(path)
        for line in errors:
            print(" ".join(line.split()), file=sys.stderr)
        bad = bad or bool(errors)
        if not errors and not args.quiet:
            print(f"{path}: good, {len(document['benchmarks'])} rows, "
                  f"{len(document['qmark_unmeasured'])} not measured")
    return 5 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
