"""findings.py - what a result file says, in sentences.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass

import style
from ceilings import bits_per_weight, roof
from groups import by_shape
from load import Row, Run
from words import threads_of

LOOSE = 0.05  # half of a 95 % interval, relative to the median: above, little can be told


@dataclass(frozen=True)
class Factor:
    """A line of the table of formats: the family's best row, against that of f32."""
    row: Row
    times: float | None     # as fast as the fastest f32; None: none was measured
    bits: float             # a weight
    share: float | None     # of the roof


def measured(run: Run) -> list[Row]:
    return [row for row in run.rows if row.status == "ok"]


def speed(gops: float) -> str:
    return f"{style.number(gops / 1000)} TOPS" if gops >= 999.5 else \
        f"{style.number(gops)} GOPS"


def factors(rows: list[Row]) -> list[Factor]:
    """Of one device and cache state: each family's fastest row, the fastest family first.
    Of our own kernels, where there are any: peers are shown beside them, not in their place."""
    best: dict[str, Row] = {}
    for row in sorted([r for r in rows if not r.peer] or rows, key=lambda r: (r.gops, r.name)):
        best[row.family] = row
    base = best.get("f32")
    found = []
    for row in best.values():
        limit = roof(row)
        found.append(Factor(row, row.gops / base.gops if base else None, bits_per_weight(row),
                            limit.share if limit else None))
    return sorted(found, key=lambda f: (-f.row.gops, f.row.name))


def _where(row: Row) -> str:
    return f"{row.times}, {row.device}, {threads_of(row)}" + (
        "" if row.cache == "hot" else f", {row.cache} cache")


def _fastest(rows: list[Row], when: str) -> list[str]:
    """The winner, its factor, and the winner among formats of eight bits and more."""
    ours = [row for row in rows if not row.peer] or rows
    best = max(ours, key=lambda r: (r.gops, r.name))
    bases = [r for r in ours if r.family == "f32" and r.shape == best.shape]
    text = f"{when} {best.kernel} is the fastest: {speed(best.gops)} ({_where(best)})"
    if bases and best.family != "f32":
        base = max(bases, key=lambda r: r.gops)
        text += f", {style.ratio(best.gops / base.gops)} of {base.kernel}"
    lines = [text + "."]
    wide = [row for row in ours if bits_per_weight(row) >= 8]
    if wide and bits_per_weight(best) < 8:
        row = max(wide, key=lambda r: (r.gops, r.name))
        lines.append(f"With 8 bits a weight or more it is {row.kernel}: {speed(row.gops)} "
                     f"({_where(row)}).")
    peers = [row for row in rows if row.peer and row.family == best.family]
    if peers and not best.peer:
        row = max(peers, key=lambda r: r.gops)
        lines.append(f"The best library beside it, {row.kernel}, does {speed(row.gops)} "
                     f"({_where(row)}).")
    return lines


def _regimes(run: Run) -> list[str]:
    rows = measured(run)
    lines = _fastest(rows, "Of everything measured,")
    decode = [row for row in rows if row.shape[0] == 1]
    if decode and len(decode) < len(rows):
        lines += _fastest(decode, "For one token (m = 1)")
    return lines


def _limits(run: Run) -> list[str]:
    rows = measured(run)
    known = [(row, limit) for row in rows if (limit := roof(row))]
    if not known:
        return ["What limits the kernels cannot be said: the file has no ceilings of this "
                "machine."]
    by = Counter(limit.by for _, limit in known)
    parts = [f"{'computing' if name == 'compute' else 'the bandwidth of ' + name} {count}"
             for name, count in sorted(by.items(), key=lambda item: (-item[1], item[0]))]
    shares = [limit.share for _, limit in known]
    far = min(known, key=lambda item: item[1].share)
    near = max(known, key=lambda item: item[1].share)
    return [f"{len(known)} rows have a known roof. What holds them back at the least: "
            f"{', '.join(parts)}.",
            f"Half of them reach {100 * statistics.median(shares):.0f} % of their roofs or more. "
            f"Nearest: {near[0].kernel} ({_where(near[0])}) with {100 * near[1].share:.0f} %; "
            f"farthest: {far[0].kernel} ({_where(far[0])}) with {100 * far[1].share:.0f} %."]


def spread(row: Row) -> float | None:
    """Half of the 95 % interval, relative to the median."""
    ends = row.q["ci95_ns"]
    return (ends[1] - ends[0]) / 2 / row.q["median_ns"] if ends else None


def _certainty(run: Run) -> list[str]:
    widths = [(width, row) for row in measured(run) if (width := spread(row)) is not None]
    if not widths:
        return ["No row has samples enough for an interval: take the numbers as a first look."]
    middle = statistics.median(width for width, _ in widths)
    loose = sum(width > LOOSE for width, _ in widths)
    text = f"Typical 95 % intervals of the medians are ± {100 * middle:.1f} %"
    return [text + (f"; {loose} of {len(widths)} are wider than ± {100 * LOOSE:.0f} %, so "
                    "repeat those before you compare them." if loose else
                    f", and none is wider than ± {100 * LOOSE:.0f} %.")]


def sentences(run: Run) -> list[str]:
    rows = measured(run)
    shapes, kernels = len(by_shape(rows)), len({row.kernel for row in rows})
    verified = Counter(row.q["verified"] for row in rows)
    held = len(rows) - verified["unordered"]
    lines = [f"{len(rows)} rows: {kernels} kernels on {shapes} shape{'s' if shapes > 1 else ''}."
             f" {held} were held bit for bit against the scalar reference before they were "
             "timed." + (f" {verified['unordered']} of other libraries cannot be."
                         if verified["unordered"] else "")]
    return lines + _regimes(run) + _limits(run) + _certainty(run)


def trust(row: Row) -> tuple[str, str] | None:
    """Label and reason, if the file has them."""
    given = row.q.get("trust")
    if isinstance(given, dict):
        return given.get("label") or "", given.get("reason") or ""
    return (given, row.q.get("trust_reason") or "") if given else None
