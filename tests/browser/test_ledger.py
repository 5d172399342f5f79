"""The ledger in JupyterLab: bars, the slider over the moments, the lanes, ways side by side."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser

START = """
import tutorgrad as torch
from course.widgets import Ledger
from tutorgrad import nn

torch.manual_seed(0)
torch.cuda.simulate()
x = torch.randn(64, 256)
model = nn.Sequential(nn.Linear(256, 256), nn.Tanh(), nn.Dropout(), nn.Linear(256, 10))
"""
BLOCK = (
    START
    + """
with Ledger() as ledger:
    loss = model(x).logsumexp(1).mean()
    loss.backward()
ledger
"""
)
CARD = (
    START
    + """
with Ledger() as ledger:
    big = torch.ones(1000, 1000).to("cuda")
    for _ in range(4):
        product = big @ big
    product[0, 0].item()
ledger
"""
)
WAYS = f"""{START}
from tutorgrad.utils.checkpoint import checkpoint

x = torch.randn(2000, 32)
layers = [nn.Sequential(nn.Linear(32, 32), nn.Tanh()) for _ in range(16)]
parts = [nn.Sequential(*layers[i : i + 4]) for i in range(0, 16, 4)]


def plain():
    nn.Sequential(*layers)(x).sum().backward()


def no_grad():
    with torch.no_grad():
        nn.Sequential(*layers)(x).sum()


def retain_graph():
    loss = nn.Sequential(*layers)(x).sum()
    loss.backward(retain_graph=True)
    return loss


def checkpointed():
    h = x
    for part in parts:
        h = checkpoint(part, h, use_reentrant=False)
    h.sum().backward()


ways = dict(plain=plain, no_grad=no_grad, retain_graph=retain_graph, checkpoint=checkpointed)
Ledger.compare(ways)
"""


def test_bars_answer_to_mouse_and_keys(notebook):
    notebook.open(BLOCK)
    stage = notebook.stage()
    stage.get_by_role("button", name=re.compile("^AddmmBackward0")).click()
    stage.locator("text", has_text="also your x").wait_for()
    notebook.looks_like(stage, "ledger")
    notebook.page.keyboard.press("b")
    stage.locator("output", has_text=re.compile("^after ")).wait_for()
    last = stage.get_by_label("Moment").get_attribute("max")
    stage.get_by_label("Moment").fill(last)
    stage.locator("text", has_text="Nothing is kept at this moment.").wait_for()


def test_the_lanes_and_the_ways_look_right(notebook):
    notebook.open(CARD, WAYS)
    notebook.looks_like(notebook.stage(0), "ledger_devices")
    ways = notebook.stage(1)
    ways.get_by_role("button", name=re.compile("^checkpoint")).first.click()
    ways.locator(".said", has_text="checkpoint beside plain").wait_for()
    notebook.looks_like(ways, "ledger_compare")
