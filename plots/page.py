"""page.py - a figure as a stack of strips, measured before anything is drawn.

Every text is measured first and every place follows from the sizes, in inches: nothing
can overlap or be cut off, whatever the number of rows.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import Callable
from xml.sax.saxutils import escape

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

import style

MARGIN = 0.25


def _palette(png: io.BytesIO, title: str, dpi: float) -> bytes:
    """A third of the size: flat colours and the edges of letters need no more than 256."""
    words = PngInfo()
    words.add_text("Software", "qmark")
    words.add_text("Title", title)
    data = io.BytesIO()
    with Image.open(png) as picture:
        small = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    small.save(data, "PNG", optimize=True, pnginfo=words, dpi=(dpi, dpi))
    return data.getvalue()


@dataclass
class Page:
    width: float
    strips: list[tuple[float, Callable[["Page", float], None]]] = field(default_factory=list)
    figure: Figure = field(default_factory=Figure)
    height: float = 0.0
    values: list[str] = field(default_factory=list)  # what the marks of the figure stand for

    @property
    def inside(self) -> float:
        return self.width - 2 * MARGIN

    def strip(self, height: float, draw: Callable[["Page", float], None]) -> None:
        """Adds a strip; draw gets the page and the inches from the page's top to it."""
        self.strips.append((height, draw))

    def space(self, height: float) -> None:
        self.strip(height, lambda page, top: None)

    def lines(self, text: str, size: float, colour: str = style.INK,
              weight: str = "normal") -> None:
        """A paragraph, wrapped to the width of the page."""
        # Bold letters are wider than those that wrap() measures.
        room = self.inside / (1.15 if weight == "bold" else 1.0)
        for line in style.wrap(style.drawable(text), size, room):
            self.strip(size * 1.45 / 72, lambda page, top, line=line: page.text(
                MARGIN, top + size * 1.1 / 72, line, size, colour, weight))

    def text(self, x: float, baseline: float, text: str, size: float,
             colour: str = style.INK, weight: str = "normal", ha: str = "left") -> None:
        self.figure.text(x / self.width, 1 - baseline / self.height, text, fontsize=size,
                         color=colour, weight=weight, ha=ha, va="baseline")

    def axes(self, x: float, top: float, width: float, height: float) -> Axes:
        return self.figure.add_axes([x / self.width, 1 - (top + height) / self.height,
                                     width / self.width, height / self.height])

    def value(self, artist: Artist, text: str) -> None:
        """What a mark says when it is pointed at, in an SVG."""
        artist.set_gid(f"value-{len(self.values)}")
        self.values.append(text)

    def draw(self) -> None:
        self.height = 2 * MARGIN + sum(height for height, _ in self.strips)
        self.figure.set_size_inches(self.width, self.height)
        self.figure.set_facecolor("white")
        FigureCanvasAgg(self.figure)  # no window, whatever the environment says
        top = MARGIN
        for height, draw in self.strips:
            draw(self, top)
            top += height

    def save(self, kind: str, title: str, dpi: float = style.PNG_DPI) -> bytes:
        """The picture as bytes, which depend on the data and the libraries alone."""
        data = io.BytesIO()
        if kind == "svg":
            self.figure.savefig(data, format="svg", metadata={
                "Date": None, "Creator": "qmark", "Title": title})
            return self._with_values(data.getvalue().decode()).encode()
        if kind == "pdf":
            self.figure.savefig(data, format="pdf", metadata={
                "CreationDate": None, "Creator": "qmark", "Producer": None, "Title": title})
        else:
            # A very tall page keeps within the 65535 pixels that a PNG reader takes.
            dpi = min(dpi, 60000 / max(self.height, self.width))
            self.figure.savefig(data, format="png", dpi=dpi)
            return _palette(data, title, dpi)
        return data.getvalue()

    def _with_values(self, svg: str) -> str:
        """Viewers show a title beside the mark that is pointed at."""
        def name(match: re.Match[str]) -> str:
            return f"{match[0]}<title>{escape(self.values[int(match[1])])}</title>"

        return re.sub(r'<g id="value-([0-9]+)">', name, svg)
