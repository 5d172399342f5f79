"""Colours and letters of every picture, and the style sheet that gives them their looks.

A picture names classes, never colours: `fill-blue`, `soft-blue` (a pale area), `line-blue`, `ink`
and `muted` (letters), `rule` (thin lines), `paper` (the ground) and `panel` (a raised area). The
sheet has a light and a dark side; a still picture carries the light one, so it reads on any page.

Colours: M. Okabe, K. Ito, "Color universal design" (2008), told apart by readers with any kind of
colour vision. No picture says anything by colour alone: a word or a sign stands beside it.
"""

from __future__ import annotations

COLOURS = {
    "blue": "#0072B2",
    "orange": "#E69F00",
    "green": "#009E73",
    "purple": "#CC79A7",
    "sky": "#56B4E9",
    "red": "#D55E00",
    "yellow": "#F0E442",
    "black": "#000000",
}
"""The eight colours of Okabe and Ito, in the order in which curves take them."""

CURVES = ("blue", "orange", "green", "purple", "sky", "red")
DASHES = ("", "7 3", "2 3", "9 3 2 3", "12 4", "4 2 1 2")
"""Each curve has a dash of its own too, for print in black and white."""

MONO = '"DejaVu Sans Mono", Menlo, Consolas, monospace'
SANS = '"DejaVu Sans", Verdana, "Segoe UI", Arial, sans-serif'

LIGHT = {"ink": "#1b1b1b", "muted": "#5b5b5b", "rule": "#8a8a8a", "paper": "#ffffff"}
LIGHT |= {"panel": "#f2f2f2"} | {name: colour for name, colour in COLOURS.items()}
DARK = {"ink": "#f0f0f0", "muted": "#c4c4c4", "rule": "#9a9a9a", "paper": "#111111"}
DARK |= {"panel": "#262626", "blue": "#4aa8e0", "green": "#2fc79b", "red": "#ff8a3d"}
DARK = COLOURS | {"black": "#f0f0f0"} | DARK

ROOT_CLASS = "tutorgrad-picture"


def mix(colour: str, ground: str, share: float) -> str:
    """A colour thinned with the ground: `share` of it stays.

    >>> mix("#000000", "#ffffff", 0.25)
    '#bfbfbf'
    """
    parts = [
        round(int(colour[i : i + 2], 16) * share + int(ground[i : i + 2], 16) * (1 - share))
        for i in (1, 3, 5)
    ]
    return "#{:02x}{:02x}{:02x}".format(*parts)


def sheet(theme: dict[str, str] = LIGHT, scope: str = "." + ROOT_CLASS) -> str:
    """The rules for one theme, for elements inside `scope` only."""
    rules = [f"text{{font-family:{SANS};fill:{theme['ink']}}}", f".mono{{font-family:{MONO}}}"]
    rules += [f".{name}{{fill:{theme[name]}}}" for name in ("ink", "muted", "paper", "panel")]
    rules += [f".rule{{stroke:{theme['rule']};fill:none}}", ".strong{font-weight:bold}"]
    rules.append(f".line-muted{{stroke:{theme['muted']};fill:none}}")
    for name in COLOURS:
        soft = mix(theme[name], theme["paper"], 0.28)
        rules.append(f".fill-{name}{{fill:{theme[name]}}}")
        rules.append(f".soft-{name}{{fill:{soft}}}")
        rules.append(f".line-{name}{{stroke:{theme[name]};fill:none}}")
        rules.append(f".edge-{name}{{stroke:{theme[name]}}}")
    return "\n".join(f"{scope} {rule}" for rule in rules)


def live_sheet() -> str:
    """What the browser gets: the light side, and the dark one under a `.dark` ancestor."""
    return sheet(LIGHT) + "\n" + sheet(DARK, ".dark ." + ROOT_CLASS)
