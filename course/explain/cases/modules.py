"""Errors of layers, losses and optimizers."""

from __future__ import annotations

import ast

import tutorgrad as torch
from course.explain.cases.case import Case, Found, Said
from course.explain.lessons import (
    LOSS_OF_CLASSES,
    NN_AND_OPTIM,
    NOT_CAPTURED,
    RATES,
    SUM_OR_MEAN,
    THE_NETWORK,
)
from course.explain.scene import Scene, Variable, plural, text, wrapped
from course.explain.source import fact, is_a, stored


def loss_is_a_class(scene: Scene, _: Found) -> Said | None:
    """`nn.MSELoss(a, b)`: the tensors went to the maker of the loss."""
    node = scene.node
    kind = scene.value(node.func) if isinstance(node, ast.Call) else None
    if not (isinstance(kind, type) and issubclass(kind, torch.nn.Module)):
        return None
    assert isinstance(node, ast.Call)
    name = text(node.func)
    given = ", ".join(map(text, node.args))
    return Said(
        f"`{name}` makes a loss, and you gave it the tensors as if it were the loss",
        f"make it first, then call it: `{name}()({given})`",
    )


def unknown_reduction(scene: Scene, found: Found) -> Said:
    return Said(
        f"“{found['name']}” is no reduction: there are 'mean', 'sum' and 'none'",
        "choose one of them: `reduction='mean'`",
    )


def negative_rate(scene: Scene, found: Found) -> Said:
    rate = found["rate"].lstrip("-")
    return Said(
        f"the learning rate {found['rate']} is below zero; the step goes down the slope already",
        f"give its size alone: `lr={rate}`",
    )


def targets_of_wrong_dtype(scene: Scene, found: Found) -> Said:
    name = second(scene)
    return Said(
        f"`{name}` holds {found['got']} numbers, and the classes of this loss are whole numbers",
        whole(name),
    )


def whole(name: str) -> str:
    """How to make labels whole: without `.float()`, where that is what made them float."""
    for method in (".float()", ".double()", ".to(torch.float)"):
        if name.endswith(method):
            return f"leave out `{method}`: `{name.removesuffix(method)}`"
    return f"make whole numbers of them: `{wrapped(name)}.long()`"


def second(scene: Scene) -> str:
    """The target of a loss: its second argument."""
    node = scene.argument(1, "target")
    return text(node) or scene.named(1)


def target_out_of_range(scene: Scene, found: Found) -> Said:
    scores, name = scene.tensor(0), second(scene)
    count = fact(scores, "shape")[-1] if scores is not None else "N"
    return Said(
        f"`{name}` names class {found['class']}, and `{scene.named()}` has scores for {count} "
        f"classes, 0 to {count - 1 if isinstance(count, int) else 'N-1'}",
        f"count classes from 0, or make the last layer larger. Is {found['class']} a class?",
    )


def batches_differ(scene: Scene, found: Found) -> Said:
    name = second(scene)
    rows, labels = plural(int(found["one"]), "row"), plural(int(found["other"]), "label")
    return Said(
        f"`{scene.named()}` has {rows} and `{name}` has {labels}: one for each row is wanted",
        f"take both from the same examples: which ones does `{name}` belong to?",
    )


def no_parameters(scene: Scene, _: Found) -> Said:
    node = scene.argument(0, "params")
    name = text(node) or "the list"
    holder = (
        node.func.value
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        else None
    )
    module = scene.value(holder)
    hidden = hidden_parts(module) if is_a(module, torch.nn.Module) else ""
    if hidden:
        attribute = f"{text(holder)}.{hidden}"
        wrong = stored(module)[hidden]
        if is_a(wrong, torch.Tensor):
            way, cause = f"nn.Parameter({hidden})", "a plain tensor, which is no Parameter"
        else:
            way, cause = (
                f"nn.ModuleList({hidden})",
                "a plain list, into which a module does not look",
            )
        return Said(f"`{name}` is empty: `{attribute}` is {cause}", f"wrap it in __init__: `{way}`")
    return Said(
        f"`{name}` is empty: nothing would be learned",
        "give the parameters of a network, or tensors: which ones should move?",
    )


def hidden_parts(module: object) -> str:
    """An attribute that holds tensors or layers which the module does not know of."""
    for name, value in stored(module).items():
        if is_a(value, torch.Tensor):
            return name
        if type(value) in (list, tuple) and any(is_a(e, torch.nn.Module) for e in value):
            return name
    return ""


def one_tensor(scene: Scene, _: Found) -> Said:
    name = text(scene.argument(0, "params")) or scene.named()
    return Said(
        f"an optimizer takes a list of tensors, and `{name}` is one tensor",
        f"put it in a list: `[{name}]`",
    )


def before_init(scene: Scene, found: Found) -> Said:
    return Said(
        f"`{scene.line}` runs before the module is ready to note its {found['what']}",
        "let the first line of your `__init__` be `super().__init__()`",
    )


def missing_forward(scene: Scene, found: Found) -> Said:
    return Said(
        f"`{found['name']}` was called, and has no method of the exact name `forward`",
        "write it: `def forward(self, x):`. Is it spelled otherwise, or indented too far?",
    )


def plain_tensor(scene: Scene, found: Found) -> Said:
    line = scene.place.statement if scene.place else None
    value = text(getattr(line, "value", None))
    target = text(scene.node) if isinstance(scene.node, ast.Attribute) else found["name"]
    return Said(
        f"`{found['name']}` is a parameter of the module, and you gave a plain tensor",
        f"wrap it: `{target} = torch.nn.Parameter({value or 'tensor'})`",
    )


def other_state(scene: Scene, found: Found) -> Said:
    node = scene.node
    func = node.func if isinstance(node, ast.Call) else None
    name = text(func.value) if isinstance(func, ast.Attribute) else "the module"
    given = text(scene.argument(0, "state_dict")) or "the dict"
    return Said(
        f"`{given}` was saved from a module with other names or sizes than `{name}`; the lines "
        "above list them",
        f"build `{name}` with the same layers and sizes as when it was saved: which line differs?",
    )


def features_differ(scene: Scene, found: Found) -> Said | None:
    """A linear layer that gets rows of another length."""
    layer = scene.layer
    if layer is None or type(layer.tensor).__name__ != "Linear":
        return None
    weight = stored(layer.tensor)["_parameters"]["weight"]
    wanted = fact(weight, "shape")[1]
    got, out, name = found["b"], fact(weight, "shape")[0], input_of(scene)
    return Said(
        f"`{layer.name}` takes rows of {wanted} numbers, and got rows of {got}",
        f"let the sizes touch: `nn.Linear({got}, {out})`, or another `{name}`",
        also=[Variable(f"{layer.name}.weight", weight)],
    )


def input_of(scene: Scene) -> str:
    """What a layer or a network was called with."""
    return text(scene.argument(0, "input")) or scene.named()


def layer_dtypes_differ(scene: Scene, found: Found) -> Said:
    name, layer = input_of(scene), scene.layer
    inner = layer.name if layer is not None else "the layer"
    weights = stored(layer.tensor)["_parameters"] if layer is not None else {}
    also = (
        [Variable(f"{inner}.weight", weights["weight"])]
        if weights.get("weight") is not None
        else []
    )
    return Said(
        f"`{name}` holds {found['a']} numbers, and the weights of `{inner}` are {found['b']}",
        f"make the input {found['b'].lower()}: `{name} = {name}.{found['b'].lower()}()`",
        also=also,
    )


def channels_differ(scene: Scene, found: Found) -> Said:
    layer = scene.layer
    inner = layer.name if layer is not None else "the layer"
    return Said(
        f"`{inner}` takes {found['wanted']} channels, and `{input_of(scene)}` has {found['got']} "
        "(shape: examples, channels, height, width)",
        f"make the layer for them: `nn.Conv2d({found['got']}, …)`, or is a dimension missing?",
    )


def not_captured(scene: Scene, found: Found) -> Said:
    return Said(
        f"`{found['name']}` cannot become one program: {found['why']}",
        f"take that line out of `{found['name']}`, or leave out `fullgraph=True`",
    )


CASES = [
    Case(
        r"torch.compile\(fullgraph=True\): (?P<name>\w+): (?P<why>.+?) \(",
        NOT_CAPTURED,
        not_captured,
    ),
    Case(
        "Boolean value of Tensor with more than one value is ambiguous",
        SUM_OR_MEAN,
        loss_is_a_class,
    ),
    Case("(?P<name>.+) is not a valid value for reduction", SUM_OR_MEAN, unknown_reduction),
    Case(r"Invalid learning rate: (?P<rate>-\S+)", RATES, negative_rate),
    Case(
        "expected target dtype to be Long or Byte, but got (?P<got>\\w+)",
        LOSS_OF_CLASSES,
        targets_of_wrong_dtype,
    ),
    Case(r"Target (?P<class>-?\d+) is out of bounds", LOSS_OF_CLASSES, target_out_of_range),
    Case(
        r"Expected input batch_size \((?P<one>\d+)\) to match target batch_size \((?P<other>\d+)\)",
        LOSS_OF_CLASSES,
        batches_differ,
    ),
    Case("optimizer got an empty parameter list", NN_AND_OPTIM, no_parameters),
    Case("params argument given to the optimizer should be an iterable", NN_AND_OPTIM, one_tensor),
    Case(
        r"cannot assign (?P<what>module|parameters|buffer) before Module.__init__\(\) call",
        NN_AND_OPTIM,
        before_init,
    ),
    Case(
        r'Module \[(?P<name>\w+)\] is missing the required "forward"', NN_AND_OPTIM, missing_forward
    ),
    Case(
        r"cannot assign '.+?' (?:object )?as parameter '(?P<name>.+?)'", NN_AND_OPTIM, plain_tensor
    ),
    Case(r"Error\(s\) in loading state_dict for (?P<name>\w+)", NN_AND_OPTIM, other_state),
    Case(
        r"cannot be multiplied \((?P<a>\d+)x(?P<b>\d+) and (?P<c>\d+)x(?P<d>\d+)\)",
        THE_NETWORK,
        features_differ,
    ),
    Case(
        r"mat1 and mat2 must have the same dtype, but got (?P<a>\w+) and (?P<b>\w+)",
        THE_NETWORK,
        layer_dtypes_differ,
    ),
    Case(
        r"to have (?P<wanted>\d+) channels, but got (?P<got>\d+) channels",
        THE_NETWORK,
        channels_differ,
    ),
]
