"""document.py - the report: its parts in order, with style and script inside.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

import base64
import hashlib
from html import escape
from pathlib import Path

import tables
from caption import doubts, heading, letter_of, machine
from findings import sentences
from inline import svg_of, variables
from kinds import KINDS
from load import PlotError, Run
from options import Options
from page import Page

HERE = Path(__file__).resolve().parent


def _figures(runs: list[Run], options: Options,
             wanted: list[str] | None) -> tuple[dict[str, Page], dict[str, str]]:
    """Pages by kind; and why the other kinds are missing."""
    made: dict[str, Page] = {}
    missing: dict[str, str] = {}
    for name, kind in KINDS.items():
        if wanted and name not in wanted:
            continue
        try:
            made[name] = kind.make(runs, options)
        except PlotError as error:
            if wanted:
                raise
            missing[name] = str(error)
    return made, missing


def _figure(index: int, name: str, page: Page) -> tuple[str, set[str]]:
    kind = KINDS[name]
    svg, colours = svg_of(page, index, escape(f"{kind.title}: {kind.question}"))
    count = len(page.values)
    return (f'<figure id="figure-{name}">\n<figcaption><h3>{escape(kind.title)}</h3>'
            f'<p>{escape(kind.question[0].upper() + kind.question[1:])}.</p></figcaption>\n'
            f'<div class="scroll plot" tabindex="0" role="group" '
            f'aria-label="{escape(kind.title)}: the arrow keys go through its {count} values">'
            f'\n{svg}\n</div></figure>\n', colours)


def _section(name: str, title: str, body: str) -> str:
    return (f'<section id="{name}" aria-labelledby="{name}-title">\n'
            f'<h2 id="{name}-title">{title}</h2>\n{body}</section>\n')


def _summary(runs: list[Run]) -> str:
    parts = []
    for index, run in enumerate(runs):
        if len(runs) > 1:
            parts.append(f"<h3>{escape(letter_of(index) + heading(run, runs))}</h3>")
        lines = "".join(f"<li>{escape(line)}</li>\n" for line in sentences(run))
        parts.append(f"<ul>\n{lines}</ul>")
        warnings = "".join(f"<li>{escape(line)}</li>\n" for line in doubts(run))
        if warnings:
            parts.append('<div class="doubt" role="note"><p>What makes these numbers '
                         f'doubtful:</p><ul>\n{warnings}</ul></div>')
    return "\n".join(parts) + "\n"


def _missing(missing: dict[str, str]) -> str:
    if not missing:
        return ""
    lines = "".join(f"<li>{escape(why)}</li>\n" for why in missing.values())
    return f"<details><summary>Figures that these files do not allow</summary><ul>\n{lines}" \
        "</ul></details>\n"


def _hash(script: str) -> str:
    """What a page may run: this text, and nothing that a file brought with it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def document(runs: list[Run], options: Options, title: str | None,
             wanted: list[str] | None) -> str:
    made, missing = _figures(runs, options, wanted)
    figures, colours = [], set()
    for index, (name, page) in enumerate(made.items()):
        text, found = _figure(index, name, page)
        figures.append(text)
        colours |= found
    title = escape(title or "qmark: " + "; ".join(dict.fromkeys(machine(r) for r in runs)))
    links = "".join(f'<li><a href="#figure-{name}">{escape(KINDS[name].title)}</a></li>\n'
                    for name in made)
    parts = [
        ("summary", "Summary", _summary(runs)),
        ("formats", "What each format brings", tables.formats(runs)),
        ("figures", "Figures", f'<ul class="links">\n{links}</ul>\n{"".join(figures)}'
         f"{_missing(missing)}"),
        ("results", "Results", tables.results(runs)),
        ("machine", "Machine and build", tables.machines(runs)),
        ("skipped", "Failed and skipped", tables.unmeasured(runs)),
    ]
    menu = "".join(f'<li><a href="#{name}">{text}</a></li>\n' for name, text, _ in parts)
    css = (HERE / "report.css").read_text("utf-8") + variables(colours)
    js = (HERE / "report.js").read_text("utf-8")
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; \
form-action 'none'; img-src data:; style-src 'unsafe-inline'; script-src '{_hash(js)}'">
<link rel="icon" href="data:,">
<title>{title}</title>
<style>
{css}
</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header><h1>{title}</h1>
<nav aria-label="Parts of this page"><ul class="links">
{menu}</ul></nav></header>
<main id="main">
{"".join(_section(*part) for part in parts)}</main>
<div id="tip" role="tooltip" hidden></div>
<div id="said" class="unseen" aria-live="polite"></div>
<script>{js}</script>
</body>
</html>
"""
