"""inline.py - a figure as SVG inside a page: short, with names of its own, light or dark.

Colours become CSS variables whose value on a dark page is set here, for those that would not
be seen there.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

import re

from matplotlib.colors import to_hex, to_rgb

import style
from page import Page

PAPER = "#14181d"          # of a dark page
_DARK = {"#ffffff": PAPER, "#000000": "#e8ebee", style.INK: "#e8ebee", style.GREY: "#aeb6bf",
         style.FAINT: "#7b858f", style.RULE: "#2b323a", style.RED: "#ff8a80"}
_FIXED = {*style.SCALE, style.ON_LIGHT, style.ON_DARK}
_COLOUR = re.compile(r"(?<=: )#[0-9a-f]{6}\b")


def _luminance(colour: str) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
             for c in to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(a: str, b: str) -> float:
    """As the Web Content Accessibility Guidelines 2 define it."""
    low, high = sorted((_luminance(a), _luminance(b)))
    return (high + 0.05) / (low + 0.05)


def on_dark(colour: str) -> str:
    """The same hue, as light as it must be to be told from dark paper."""
    if colour in _DARK:
        return _DARK[colour]
    red, green, blue = to_rgb(colour)
    for step in range(21):
        white = step / 20
        lighter = to_hex([c + (1 - c) * white for c in (red, green, blue)])
        if contrast(lighter, PAPER) >= 3.2:
            break
    return lighter


def variables(colours: set[str]) -> str:
    """The style sheet of the figures' colours on dark paper."""
    lines = [f"--c{c[1:]}:{on_dark(c)}" for c in sorted(colours)]
    return "@media screen and (prefers-color-scheme:dark){:root{" + ";".join(lines) + "}}"


def svg_of(page: Page, index: int, title: str) -> tuple[str, set[str]]:
    """The element, and the colours in it."""
    text = page.save("svg", title).decode()
    text = text[text.index("<svg"):]
    text = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>", "", text, flags=re.S)
    text = re.sub(r"\s*\n\s*", "\n", text)
    # Several figures share a page, and an id may be there once.
    text = re.sub(r'\bid="', f'id="f{index}-', text)
    text = re.sub(r'(href="#|url\(#)', rf"\1f{index}-", text)
    text = re.sub(rf'id="f{index}-value-([0-9]+)"', r'class="v"', text)
    colours = set(_COLOUR.findall(text)) - _FIXED
    text = _COLOUR.sub(lambda m: m[0] if m[0] in _FIXED else f"var(--c{m[0][1:]},{m[0]})", text)
    points = page.width * 72
    head = (f'<svg role="img" aria-label="{title}" viewBox="0 0 {points:.2f} '
            f'{page.height * 72:.2f}" style="min-width:{points * 0.92:.0f}px;'
            f'max-width:{points * 1.5:.0f}px"')
    text = re.sub(r"<svg[^>]*>", head + ' xmlns:xlink="http://www.w3.org/1999/xlink">', text,
                  count=1, flags=re.S)
    return re.sub(r"<title>qmark: .*?</title>", "", text, count=1), colours
