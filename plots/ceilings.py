"""ceilings.py - what the machine can do, as the file says, and how near a row comes.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from load import Row, Run

C_BYTES = 4      # an element of C, of every family


@dataclass(frozen=True)
class Ceiling:
    """Operations (10^9 a second) of an instruction class."""
    name: str
    gops: float
    kind: str        # the class that rows name


@dataclass(frozen=True)
class Level:
    """Bytes (10^9 a second) that a level of memory delivers."""
    name: str
    gbps: float


@dataclass(frozen=True)
class Roof:
    gops: float
    by: str          # "compute", or the level of memory
    share: float     # of the roof: 1 is all

    @property
    def broken(self) -> bool:
        """Nothing can be above its roof: one of the two was measured wrong."""
        return self.share > 1.0


def _entries(run: Run, field: str, device: str, threads: int | None) -> list[dict[str, Any]]:
    for context in run.contexts:
        found = [e for e in context["qmark"].get(field) or []
                 if e["device"] == device and e["threads"] == threads]
        if found:
            return found
    return []


def ceilings(run: Run, device: str, threads: int | None) -> list[Ceiling]:
    return sorted((Ceiling(e.get("instruction") or e["class"], e["gops"], e["class"])
                   for e in _entries(run, "ceilings", device, threads)),
                  key=lambda c: (-c.gops, c.name))


def levels(run: Run, device: str, threads: int | None) -> list[Level]:
    return [Level(e["level"], e["read_gbs"])
            for e in _entries(run, "bandwidths", device, threads)]


def moved_bytes(row: Row) -> float:
    """At least: weights and activations as stored, and C, each once."""
    m, n, _ = row.shape
    return row.q.get("bytes") or row.q["a_bytes"] + row.q["b_bytes"] + C_BYTES * m * n


def intensity(row: Row) -> float:
    return row.q.get("intensity") or row.q["ops"] / moved_bytes(row)


def roof(row: Row) -> Roof | None:
    gops, by = row.q.get("roof_gops"), row.q.get("roof")
    return Roof(gops, by, row.gops / gops) if gops and by else None


def bits_per_weight(row: Row) -> float:
    _, n, k = row.shape
    return 8 * row.q["b_bytes"] / (n * k)
