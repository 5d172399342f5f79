"""What every widget owes its readers, asked of one example of each (tests/widgets/examples.py)."""

from __future__ import annotations

import base64
import gc
import io
import re
import weakref
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

import course.widgets
from course.drawing import palette, svg
from course.widgets.controls import Choice, Field, Slider, Switch
from course.widgets.stage import Stage
from tests.widgets.contrast import LEAST, ratio, too_pale
from tests.widgets.examples import EVIL, EXAMPLES, NAMELESS, SCRIPT, build

SHAPES = {"svg", "g", "title", "rect", "circle", "ellipse", "line", "path", "polygon", "polyline"}
SHAPES |= {"text", "tspan", "image", "style", "defs", "marker", "clipPath", "pattern", "desc"}
PAINT = {"fill", "stroke", "color", "style", "stop-color", "flood-color"}
BESIDE_COLOURS = {"ink", "muted", "paper", "panel", "rule", "strong", "mono", "line-muted"}
BESIDE_COLOURS |= {"act", "tick", palette.ROOT_CLASS}
CLASSES = BESIDE_COLOURS | {
    f"{part}-{name}" for part in ("fill", "soft", "line", "edge") for name in palette.COLOURS
}
NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e[-+]?\d+)?")


@pytest.fixture(params=EXAMPLES)
def widget(request):
    return build(EXAMPLES[request.param])


def drawn(widget):
    """The elements of the still picture, without the style sheet."""
    data, _ = widget._repr_mimebundle_()
    root = ElementTree.fromstring(data["image/svg+xml"])
    return [each for each in root.iter() if name(each) != "style"]


def name(element):
    return element.tag.rpartition("}")[2]


def test_every_public_widget_has_an_example():
    made = [build(code) for code in EXAMPLES.values()]
    without = [
        name
        for name in course.widgets.__all__
        for kind in [getattr(course.widgets, name)]
        if isinstance(kind, type) and issubclass(kind, Stage)
        if not any(isinstance(each, kind) for each in made)
    ]
    assert without == [], "add an example to tests/widgets/examples.py"
    assert set(EXAMPLES) == set(EVIL) | NAMELESS, "and one with evil names"
    assert not set(EVIL) & NAMELESS


def test_a_page_without_widgets_gets_words_and_two_pictures(widget):
    data, _ = widget._repr_mimebundle_()
    assert data["text/plain"] == repr(widget) != ""
    image = np.asarray(Image.open(io.BytesIO(base64.b64decode(data["image/png"]))).convert("L"))
    assert image.std() > 3, "the picture is blank"
    assert image.shape[1] >= 600, "sharp on a page of its own"


def test_the_picture_holds_shapes_and_letters_and_no_colours(widget):
    for each in drawn(widget):
        assert name(each) in SHAPES
        handlers = {key for key in each.attrib if key.lower().startswith("on")}
        links = {key for key in each.attrib if key.rpartition("}")[2] == "href"}
        assert not handlers
        assert not links or all(each.get(k, "").startswith("data:image/png;base64,") for k in links)
        assert set(each.get("class", "").split()) <= CLASSES
        painted = {key: each.get(key) for key in PAINT & set(each.attrib)}
        assert set(painted.values()) <= {"none", "currentColor"}, painted


@pytest.mark.parametrize("example", EVIL)
def test_names_are_letters_and_never_markup(example):
    widget = build(EVIL[example])
    data, _ = widget._repr_mimebundle_()
    for text in (svg.to_text(widget.picture()), data["image/svg+xml"]):
        assert "<script" not in text
        shown = " ".join(each.text or "" for each in ElementTree.fromstring(text).iter())
    assert "script" in shown + repr(widget), "the example shows the name"
    assert SCRIPT not in widget._css


def test_the_twin_says_what_the_picture_says(widget):
    twin = plain(repr(widget))
    numbers = set(NUMBER.findall(twin))
    missing = []
    for each in drawn(widget):
        classes = set(each.get("class", "").split())
        if name(each) not in ("text", "tspan") or "tick" in classes or not each.text:
            continue
        words = plain(each.text)
        missing += [f"{n} of {words!r}" for n in NUMBER.findall(words) if n not in numbers]
        if "mono" in classes and not shortened(words) and words not in twin:
            missing.append(words)
    assert missing == []


def plain(words):
    """With ordinary signs, single spaces and small letters."""
    return " ".join(words.replace("\N{MINUS SIGN}", "-").split()).lower()


def shortened(words):
    """A mere sign, a number, or cut to its place in the picture; the twin has the whole."""
    return (
        "…" in words
        or not any(map(str.isalnum, words))
        or NUMBER.fullmatch(words.lstrip("-")) is not None
    )


def test_controls_have_words_and_keys_of_their_own(widget):
    controls = list(widget.controls())
    assert all(each.label.strip() for each in controls)
    assert len({each.name for each in controls}) == len(controls)
    keys = [each.key for each in controls if each.key]
    keys += [key for each in controls if isinstance(each, Slider) for key in each.keys]
    assert len(set(keys)) == len(keys), keys
    for each in drawn(widget):
        if each.get("role") == "button":
            assert each.get("aria-label", "").strip() and each.get("data-act")


def test_no_method_hides_what_the_browser_is_told(widget):
    """A method with the name of a trait of the stage would take its place."""
    assert set(Stage.class_trait_names(sync=True)) <= set(widget.trait_names(sync=True))


def test_the_same_state_is_drawn_the_same(widget):
    def look():
        data, _ = widget._repr_mimebundle_()
        return data["image/svg+xml"], data["text/plain"]

    before = look()
    widget.refresh()
    assert look() == before


@pytest.mark.parametrize("theme", ["LIGHT", "DARK"])
def test_letters_stand_out_from_their_ground(widget, theme):
    assert too_pale(widget.picture(), getattr(palette, theme)) == []


@pytest.mark.parametrize("theme", [palette.LIGHT, palette.DARK], ids=["light", "dark"])
def test_letters_can_be_read_on_every_area(theme):
    """Ink and muted letters on the ground, panels and soft areas; muted ones not on soft-black."""
    soft = {name: palette.mix(theme[name], theme["paper"], 0.28) for name in palette.COLOURS}
    grounds = {"paper": theme["paper"], "panel": theme["panel"]} | soft
    bad = [
        (ink, name)
        for ink in ("ink", "muted")
        for name, ground in grounds.items()
        if ratio(theme[ink], ground) < LEAST and (ink, name) != ("muted", "black")
    ]
    assert bad == []


class OutOfLuckError(Exception):
    """An error of the test's own."""


def values(control):
    """What a reader may give a control, other than what it has."""
    if isinstance(control, Slider):
        return [control.minimum, control.maximum]
    if isinstance(control, Choice):
        return [option for option in control.options if option != control.value]
    if isinstance(control, Switch):
        return [not control.value]
    return ["1"] if isinstance(control, Field) else [True]


def operable(widget):
    """Controls for the widget's own state: not those that train or write to a tensor."""
    beyond = {"start", "one", "write"}
    return [each for each in widget.controls() if not (each.disabled or each.name in beyond)]


def test_an_operation_that_fails_leaves_everything_as_it_was(widget, monkeypatch):
    """Here the state is changed already when the words for it fail."""

    def words(*_):
        raise OutOfLuckError

    def state():
        return widget.drawing, widget.note, widget.twin, widget.panel

    widget.refresh()
    before = state()
    for control in operable(widget):
        for value in values(control):
            with monkeypatch.context() as failing:
                failing.setattr(type(widget), "words", words)
                with pytest.raises(OutOfLuckError):
                    widget.do(control.name, value)
            assert state() == before, f"{control.name} left something shown"
            widget.refresh()
            assert state() == before, f"{control.name} {value} left something behind"
    for control in operable(widget):
        widget.do(control.name, values(control)[-1])


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_no_slider_takes_what_is_no_number(widget, value):
    sliders = [control.name for control in widget.controls() if isinstance(control, Slider)]
    widget.refresh()
    before = widget.drawing, widget.twin
    for slider in sliders:
        with pytest.raises(ValueError, match="must be a finite number"):
            widget.do(slider, value)
        widget.refresh()
        assert (widget.drawing, widget.twin) == before


class Picky(Stage):
    """Refuses what is negative."""

    def picture(self):
        return svg.picture(8, 8)

    def words(self):
        return "Nothing."

    def act(self, name, value):
        if value < 0:
            raise ValueError("negative")


def test_trouble_lasts_until_the_next_operation():
    widget = Picky("Picky")
    for number in (1, 2):
        with pytest.raises(ValueError, match="negative"):
            widget._heard(widget, {"act": "set", "value": -1, "number": number}, [])
        assert (widget.trouble, widget.seen) == ("ValueError: negative", number)
    widget.do("set", 1)
    assert widget.trouble == ""


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_closed_widget_is_freed(name):
    """A run of a cell makes a new one each time; nothing may hold the old ones."""
    widget = build(EXAMPLES[name])
    widget._repr_mimebundle_()
    gone = weakref.ref(widget)
    widget.close()
    del widget
    gc.collect()
    assert gone() is None
