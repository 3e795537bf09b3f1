"""style.py - how the figures look: colours, fonts, numbers and the size of text.

A colour is a function of the kernel's name alone, so a kernel looks the same in every
figure.  Every bar is also named beside it: nothing is told by colour only.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

import functools
import hashlib
import re

import matplotlib
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb
from matplotlib.font_manager import FontProperties, findfont, get_font

# Chosen by search for the largest smallest distance (OKLab) between any two, as seen with
# normal sight, without red and without green receptors; a test measures it.
FAMILIES = {
    "f32": "#868b94", "f16": "#6c3018", "bf16": "#e08a1e", "fp8e4m3": "#a86c18",
    "fp8e5m2": "#e4c048", "mxfp8": "#785418", "mxfp6": "#c09ca8", "mxfp4": "#844860",
    "nvfp4": "#781854", "nf4": "#e4b4c0", "codebook": "#846c90", "i16": "#3c5490",
    "i8": "#2f6fb7", "mxint8": "#7884e4", "i4": "#6ca86c", "i2": "#9cc084",
    "ternary": "#608460", "b1": "#3cd8e4", "s24": "#483084", "bsr": "#18b4e4",
    "tf32": "#7883b6", "fp8mixed": "#561204", "i4f": "#7aec95", "s24f": "#5f53f2",
}
# How much white is mixed in: the older or narrower the instructions, the more.
TARGETS = {
    "ref": 0.65, "sse2": 0.55, "ssse3": 0.55, "sse41": 0.55, "neon": 0.45, "avx2": 0.45,
    "avxvnni": 0.3, "avxvnniint8": 0.2, "avx512": 0.2, "avx512bw": 0.25, "avx512vnni": 0.0,
    "avx512bf16": 0.0, "amx": 0.0, "dotprod": 0.25, "i8mm": 0.0, "bf16": 0.0, "sve": 0.15,
    "sve2": 0.1, "sme": 0.0, "opencl": 0.0,
}
INK, GREY, FAINT, RULE, RED = "#1b1f24", "#59616b", "#98a0a9", "#e4e7ea", "#b3261e"
GREEN = "#1c6e3c"
# Of a heat map, from nothing to all; and what is written on its light and dark cells.  They
# stay as they are on a dark page too.
_RAMP = LinearSegmentedColormap.from_list("share", ["#f3f6f7", "#b8d5d6", "#5fa3ab", "#1f6f80",
                                                   "#0b3b4e"])
SCALE = tuple(to_hex(_RAMP(i / 50)) for i in range(51))
ON_LIGHT, ON_DARK = "#1b1f25", "#fffffe"
TITLE, HEAD, TEXT, SMALL, TINY = 13.0, 9.0, 8.0, 7.5, 6.8  # points
PNG_DPI = 200
_GROUPED = re.compile(r"(.+)g([0-9]+)$")
_MARKERS = "osD^vPX<>ph*8d"


def setup() -> None:
    """The same look whatever the user's own matplotlib settings are."""
    matplotlib.rcdefaults()
    matplotlib.rcParams.update({
        "font.family": "DejaVu Sans",  # comes with matplotlib: the same everywhere
        "svg.fonttype": "path", "svg.hashsalt": "qmark", "path.simplify": False,
        "text.parse_math": False, "axes.unicode_minus": True, "hatch.linewidth": 0.7,
        "axes.edgecolor": FAINT, "axes.linewidth": 0.7, "text.color": INK,
        "xtick.color": FAINT, "xtick.labelcolor": GREY, "xtick.labelsize": SMALL,
    })


def family_rank(family: str) -> tuple[int, str]:
    """Order of families in every figure: the reference first, then by kind of format."""
    names = list(FAMILIES)
    return (names.index(family) if family in FAMILIES else len(names), family)


def family_colour(family: str) -> str:
    if family in FAMILIES:
        return FAMILIES[family]
    base = _GROUPED.match(family)  # i4g64: i4 with scales for groups of 64
    if base and base[1] in FAMILIES:
        return whiter(FAMILIES[base[1]], 0.2 if int(base[2]) < 128 else 0.4)
    palette = list(FAMILIES.values())[1:]  # grey stays the reference's
    digest = hashlib.sha256(family.encode()).digest()
    return palette[int.from_bytes(digest[:4], "big") % len(palette)]


def kernel_colour(family: str, kernel: str) -> str:
    target = kernel.removeprefix(family + "_").split("_")[0]
    white = TARGETS.get(target, 0.12) + (0.25 if kernel.endswith("_ymm") else 0.0)
    return whiter(family_colour(family), white)


def whiter(colour: str, white: float) -> str:
    return to_hex([c + (1 - c) * white for c in to_rgb(colour)])


def family_marker(family: str) -> str:
    """A shape for those who cannot tell the colours apart."""
    return _MARKERS[family_rank(family)[0] % len(_MARKERS)]


def number(x: float) -> str:
    """Three digits that count, no exponent."""
    if x >= 999.5:
        return f"{x:,.0f}"
    return f"{x:.0f}" if x >= 99.95 else f"{x:.1f}" if x >= 9.995 else f"{x:.3g}"


def ratio(x: float) -> str:
    return f"{x:.0f}×" if x >= 99.95 else f"{x:.1f}×" if x >= 9.995 else f"{x:.2f}×"


def duration(ns: float) -> str:
    for unit, name in [(1e9, "s"), (1e6, "ms"), (1e3, "µs")]:
        if ns >= unit:
            return f"{number(ns / unit)} {name}"
    return f"{number(ns)} ns"


@functools.lru_cache(maxsize=None)
def _renderer() -> RendererAgg:
    return RendererAgg(1, 1, 720)  # fine enough that hinting does not matter


@functools.lru_cache(maxsize=None)
def _glyphs() -> frozenset[int]:
    path = findfont(FontProperties(family="DejaVu Sans"))
    return frozenset(get_font(path).get_charmap())


def drawable(text: str) -> str:
    """The text with a mark for each letter that the font lacks."""
    return "".join(c if ord(c) in _glyphs() else "\N{REPLACEMENT CHARACTER}" for c in text)


@functools.lru_cache(maxsize=None)
def width(text: str, size: float, weight: str = "normal") -> float:
    """Inches that a line of text takes."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    return _renderer().get_text_width_height_descent(text, font, False)[0] / 720


def wrap(text: str, size: float, inches: float) -> list[str]:
    """Lines that fit; a word that is too long alone is cut."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and width(lines[-1] + " " + word, size) <= inches:
            lines[-1] += " " + word
            continue
        while width(word, size) > inches and len(word) > 1:
            fits = max(1, int(len(word) * inches / width(word, size)))
            lines.append(word[:fits])
            word = word[fits:]
        lines.append(word)
    return lines
