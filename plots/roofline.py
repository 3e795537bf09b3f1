"""roofline.py - speed against operations a byte, under the ceilings measured here.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

import math
import string

from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

import style
from ceilings import Ceiling, Level, ceilings, intensity, levels, roof
from charts import Axis, Chart, Key, add_charts, add_legend, chart_width, log_ticks, mark
from groups import Group, by_kernel, by_shape, close_page, few, groups, open_page, samples_of
from labels import Box, around, place
from load import Row, Run
from options import Options
from page import Page
from words import value

HEIGHT = 3.6
ABOUT = ("Each point: the median of n = {n} samples. Intensity: 2·m·n·k operations over the bytes "
         "that must move at least once (weights and activations as stored, with their scales, "
         "and C). Sloping lines: bandwidth; level lines: rate of an instruction, all measured "
         "in the same run with the same threads.")
WITHOUT = "No ceilings are drawn for {what}: the file has none."


def _letter(index: int) -> str:
    letters = string.ascii_lowercase
    return letters[index] if index < 26 else letters[index // 26 - 1] + letters[index % 26]


def _limits(group: Group, tops: list[Ceiling], slopes: list[Level]) -> tuple[float, ...]:
    xs = [intensity(row) for row in group.rows]
    ys = [row.gops for row in group.rows]
    if tops and slopes:
        # Far enough left and right to show where the slopes meet the ceilings.
        xs += [tops[0].gops / slopes[-1].gbps, tops[-1].gops / slopes[0].gbps]
    left, right = min(xs) / 2, max(xs) * 3
    if tops:
        ys += [c.gops for c in tops]
    return left, right, min(ys) / 2.5, max(ys) * 2


class _Drawing:
    """What is in one chart, in inches from its lower left corner."""

    def __init__(self, page: Page, group: Group, shapes: dict, width: float) -> None:
        self.page, self.group, self.shapes, self.width = page, group, shapes, width
        self.tops = ceilings(group.run, group.device, group.threads)
        self.slopes = levels(group.run, group.device, group.threads)
        self.left, self.right, self.low, self.high = _limits(group, self.tops, self.slopes)
        self.taken: list[Box] = []

    def inches(self, x: float, y: float) -> tuple[float, float]:
        across = math.log(x / self.left) / math.log(self.right / self.left)
        up = math.log(y / self.low) / math.log(self.high / self.low)
        return across * self.width, up * HEIGHT

    def at(self, x: float, y: float) -> tuple[float, float]:
        """From inches to what the axes show."""
        return (self.left * (self.right / self.left) ** (x / self.width),
                self.low * (self.high / self.low) ** (y / HEIGHT))

    def write(self, axes: Axes, x: float, y: float, text: str, angle: float = 0.0,
              ha: str = "left", colour: str = style.GREY, zorder: float = 3.0) -> None:
        halo = [withStroke(linewidth=2.2, foreground="white")]
        axes.text(*self.at(x, y), text, fontsize=style.TINY, color=colour, ha=ha,
                  va="center_baseline", rotation=angle, rotation_mode="anchor", zorder=zorder,
                  path_effects=halo)

    def ceiling_lines(self, axes: Axes) -> None:
        """Names stand at the right, above their lines; lines that are close share one, which
        tells those for which there is room, the fastest first."""
        names: list[tuple[float, list[str]]] = []
        for top in self.tops:
            starts = top.gops / self.slopes[0].gbps if self.slopes else self.left
            line = axes.plot([max(starts, self.left), self.right], [top.gops] * 2,
                             color=style.FAINT, linewidth=1.0, zorder=2)[0]
            text = f"{top.name} {style.number(top.gops)}"
            self.page.value(line, f"{top.name}: {style.number(top.gops)} GOPS")
            y = self.inches(self.right, top.gops)[1] + 0.075
            if names and names[-1][0] - y < 0.14:
                names[-1][1].append(text)
            else:
                names.append((y, [text]))
        for y, shared in names:
            text, told = f"{', '.join(shared)} GOPS", len(shared)
            while told > 1 and style.width(text, style.TINY) > self.width - 0.1:
                told -= 1
                text = f"{', '.join(shared[:told])} GOPS and {len(shared) - told} more"
            width = style.width(text, style.TINY)
            self.taken.append(Box(self.width - width - 0.05, y - 0.07, self.width, y + 0.07))
            self.write(axes, self.width - 0.03, y, text, ha="right")

    def bandwidth_lines(self, axes: Axes) -> None:
        top = self.tops[0].gops if self.tops else self.high
        steep = math.degrees(math.atan2(self.inches(self.left, self.low * 2)[1],
                                        self.inches(self.left * 2, self.low)[0]))
        written: list[tuple[float, float]] = []  # how high a line starts; where its name ends
        for level in self.slopes:
            ends = max(self.left, self.low / level.gbps), min(self.right, top / level.gbps)
            if ends[0] >= ends[1]:
                continue
            line = axes.plot(ends, [x * level.gbps for x in ends], color=style.FAINT,
                             linewidth=1.0, zorder=2)[0]
            text = f"{level.name}: {style.number(level.gbps)} GB/s"
            self.page.value(line, text)
            x, y = self.inches(ends[0], ends[0] * level.gbps)
            lean = math.radians(steep)
            long = style.width(text, style.TINY)
            along, above = 0.06, 0.075
            # Lines that are close have their names one behind the other.
            height = (y - x * math.tan(lean)) * math.cos(lean)
            along = max([along, *(end + 0.12 for other, end in written
                                  if abs(other - height) < 0.14)])
            written.append((height, along + long))
            x, y = (x + along * math.cos(lean) - above * math.sin(lean),
                    y + along * math.sin(lean) + above * math.cos(lean))
            for i in range(8):
                self.taken.append(around(x + long * i / 7 * math.cos(lean),
                                         y + long * i / 7 * math.sin(lean), 0.07))
            self.write(axes, max(x, 0.02), y, text, steep)

    def points(self, axes: Axes) -> None:
        rows = sorted(self.group.rows, key=lambda r: (r.shape, -r.gops, r.kernel))
        spots = [self.inches(intensity(row), row.gops) for row in rows]
        letters = [self.shapes[row.shape] if len(self.shapes) > 1 else "" for row in rows]
        room = Box(0, 0, self.width, HEIGHT)
        places = place(spots, letters, style.TINY, room, self.taken)
        for row, spot, letter, where in zip(rows, spots, letters, places):
            wrong = is_above(row)
            artist = mark(axes, intensity(row), row.gops, row,
                          **({"edge": style.RED, "face": style.RED} if wrong else {}))
            limit = roof(row)
            self.page.value(artist, value(row) + (
                f"; {100 * limit.share:.0f} % of its roof, {style.number(limit.gops)} GOPS "
                f"({limit.by})" if limit else "") + ("; above it: one of the two is wrong" if wrong else ""))
            if where and letter:
                self.write(axes, where.x, where.y, letter,
                           colour=style.RED if wrong else style.INK, zorder=5)
                if where.far:
                    axes.plot(*zip(self.at(*spot), self.at(where.x, where.y)), zorder=2.5,
                              color=style.FAINT, linewidth=0.5)

    def draw(self, axes: Axes) -> None:
        self.ceiling_lines(axes)
        self.bandwidth_lines(axes)
        self.points(axes)


def is_above(row: Row) -> bool:
    limit = roof(row)
    return limit is not None and limit.broken


def make(runs: list[Run], options: Options) -> Page:
    found = groups(runs)
    left_out = set()
    for group in found:
        group.rows, words = few(group.rows)
        left_out.add(words)
    rows = [row for group in found for row in group.rows]
    shapes = {shape: _letter(i) for i, shape in enumerate(by_shape(rows))}
    columns = 1 if len(found) == 1 else 2
    bare = [g.title for g in found if not ceilings(g.run, g.device, g.threads)]
    about = [ABOUT.format(n=samples_of(rows))]
    if bare:
        about.append(WITHOUT.format(what="any of these" if len(bare) == len(found) > 1
                                    else ", ".join(bare)))
    if any(is_above(row) for row in rows):
        about.append("Red: above its roof, so that one of the two was measured wrong.")
    if any(row.peer for row in rows):
        about.append("Hollow: another project's library.")
    page = open_page(options.title or "Roofline", " ".join(about + sorted(left_out - {""})),
                     7.6 if columns == 1 else 12.4)
    width = chart_width(page, columns)
    charts = []
    for group in found:
        drawing = _Drawing(page, group, shapes, width)
        charts.append(Chart(
            group.title,
            Axis("operations a byte (log)", drawing.left, drawing.right,
                 log_ticks(drawing.left, drawing.right, width), True),
            Axis("GOPS (10⁹ operations a second, log)", drawing.low, drawing.high,
                 log_ticks(drawing.low, drawing.high, HEIGHT), True), drawing.draw))
    add_charts(page, charts, columns, HEIGHT)
    add_legend(page, [Key.of(of[0]) for of in by_kernel(rows).values()])
    if len(shapes) > 1:
        add_legend(page, [Key(f"{letter}: {' × '.join(map(str, shape))}", style.INK)
                          for shape, letter in shapes.items()])
    return close_page(page, runs)
