"""kinds.py - every figure: a row each.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

import bars
import energy
import heatmap
import machines
import pareto
import roofline
import scaling
import sparse
import sweep
import trend
from load import Run
from options import Options
from page import Page


@dataclass(frozen=True)
class Kind:
    name: str
    title: str
    question: str    # that it answers
    # Raises PlotError with USAGE if the rows hold no such thing.
    make: Callable[[list[Run], Options], Page]


KINDS = {kind.name: kind for kind in (
    Kind("throughput", "Throughput", "how many operations a second each kernel does",
         bars.throughput),
    Kind("speedup", "Speed-up", "how much faster than a reference", bars.speedup),
    Kind("roofline", "Roofline", "what limits each kernel, and how far it is from that",
         roofline.make),
    Kind("heatmap", "Heat map", "which kernel wins where, and how near it is to its limit",
         heatmap.make),
    Kind("sweep", "Speed over size", "from which size on, and where a cache ends", sweep.make),
    Kind("scaling", "Scaling with threads", "what more threads bring", scaling.make),
    Kind("pareto", "Pareto front", "which format to choose", pareto.make),
    Kind("sparse", "Dense and 2:4 sparse", "what leaving out half of the weights brings",
         sparse.make),
    Kind("energy", "Energy", "what arithmetic costs, and what moving data costs", energy.make),
    Kind("trend", "Over time", "when it changed, over three builds or more", trend.make),
    Kind("machines", "Machines", "how this machine compares with others", machines.make),
)}
