"""The API reference says what the docstrings say, and everything public has one."""

from __future__ import annotations

import inspect

import tutorgrad
from course import project, reference


def test_the_pages_are_up_to_date() -> None:
    """`course docs` was run after the last change of a docstring."""
    assert reference.outdated(project.ROOT / "docs" / "reference") == []


def test_everything_public_is_described() -> None:
    undescribed = []
    for module in reference.modules():
        for name in module.__all__:
            thing = getattr(module, name)
            own = str(getattr(thing, "__module__", "")).startswith("tutorgrad")
            if own and callable(thing) and not inspect.getdoc(thing):
                undescribed.append(f"{module.__name__}.{name}")
    assert undescribed == []


def test_the_properties_of_tensor_are_described() -> None:
    kinds = inspect.classify_class_attrs(tutorgrad.Tensor)
    properties = [a for a in kinds if a.kind == "property" and a.name[0] != "_"]
    assert "shape" in [a.name for a in properties]
    assert [a.name for a in properties if not inspect.getdoc(a.object)] == []


def test_members_of_every_kind_are_there_once() -> None:
    """Properties, classmethods, and what Tensor inherits; no second name of a function."""
    pages = reference.pages()
    assert "### Tensor.shape\n\n```python\nshape  # property\n```" in pages["5-tensor.md"]
    assert "### Tensor.numpy\n\n```python\nnumpy(" in pages["5-tensor.md"]
    assert (
        "#### Embedding.from_pretrained\n\n```python\nfrom_pretrained(embeddings, "
        in pages["7-layers.md"]
    )
    assert "MaxPool1d.pool" not in pages["7-layers.md"]


def test_an_operation_stands_under_its_own_name() -> None:
    """Not under an alias that comes earlier in the alphabet, which is named beside it."""
    page = reference.pages()["3-elementwise.md"]
    entry = page[page.index("### torch.asin\n") : page.index("### torch.acos\n")]
    assert "Also named `torch.arcsin`." in entry
    assert "### torch.arcsin" not in page


def test_a_page_shows_signature_words_and_examples() -> None:
    pages = reference.pages()
    assert "### torch.exp\n\n```python\nexp(input)\n```" in pages["3-elementwise.md"]
    assert "### torch.nn.Linear" in pages["7-layers.md"]
    assert "#### Optimizer.zero_grad" in pages["8-optim.md"]
    assert "```python\n>>> device" in pages["1-numbers.md"]
    assert "[Operations: elementwise](3-elementwise.md)" in pages["README.md"]


def test_prose_keeps_what_is_indented() -> None:
    assert reference.prose("A * b.\n\n    x = 1\n    y = 2\n\n>>> 1 + 1\n2") == (
        "A \\* b.\n\n```python\nx = 1\ny = 2\n```\n\n```python\n>>> 1 + 1\n2\n```"
    )
