"""labels.py - where to write the names of points, so that none lies on another.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

import math
from dataclasses import dataclass

import style

_HEIGHT = 1.25 / 72      # inches of a line of text, per point of its size
_AROUND = [0, 180, 45, 135, 315, 225, 90, 270]  # degrees, the best place first


@dataclass(frozen=True)
class Box:
    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: "Box") -> bool:
        return self.left < other.right and other.left < self.right and \
            self.bottom < other.top and other.bottom < self.top


def around(x: float, y: float, half: float) -> Box:
    return Box(x - half, y - half, x + half, y + half)


@dataclass(frozen=True)
class Place:
    """Of the middle of a text's left end, in the inches that the points are in."""
    x: float
    y: float
    far: bool   # so far from its point that a line should lead to it


def place(points: list[tuple[float, float]], texts: list[str], size: float,
          room: Box, taken: list[Box]) -> list[Place | None]:
    """The nearest free place of each text; None: there is none."""
    busy = taken + [around(x, y, 0.045) for x, y in points]
    height = size * _HEIGHT
    found: list[Place | None] = []
    for (x, y), text in zip(points, texts):
        best = None
        width = style.width(text, size) + 0.03
        for radius in (0.07, 0.13, 0.2, 0.3, 0.42, 0.55):
            for angle in _AROUND:
                dx, dy = math.cos(math.radians(angle)), math.sin(math.radians(angle))
                left = x + radius * dx - (width if dx < -0.1 else
                                          width / 2 if dx < 0.1 else 0.0)
                middle = y + (radius + height / 4) * dy
                box = Box(left, middle - height / 2, left + width, middle + height / 2)
                inside = box.left >= room.left and box.right <= room.right and \
                    box.bottom >= room.bottom and box.top <= room.top
                if inside and not any(box.meets(other) for other in busy):
                    best = Place(left + 0.015, middle, radius > 0.15)
                    busy.append(box)
                    break
            if best:
                break
        found.append(best)
    return found
