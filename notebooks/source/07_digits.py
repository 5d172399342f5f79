# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   lang: en
# ---

# %% [markdown] id="title"
# # 07 · Digits
#
# **After the tutorial: all of it, on real data.** 1,797 small pictures of digits, written by hand.
# A person reads them easily. Nobody can write down the rule. Here a network finds a rule in a few
# seconds, and then you look at its mistakes. This lesson takes about 45 minutes.
#
# **What you will be able to do**
#
# - turn a file of numbers into tensors, a `Dataset` and a `DataLoader`
# - split data into three parts, and say what each part is for
# - standardise inputs without division by zero, and without looking at the test data
# - train a classifier with `CrossEntropyLoss`, with SGD, momentum and Adam, and compare them
# - read a confusion matrix, and look at the pictures behind it
# - recognise overfitting in a picture

# %% [markdown] id="warm-up"
# ## Warm-up
#
# 1. In which order do you call `backward`, `step` and `zero_grad`?
# 2. You see that the loss is exactly equal in all steps. What do you check first?
# 3. `nn.Linear(64, 10)`: which shape has its weight?
#
# <details><summary>Answers</summary>
#
# 1. `zero_grad`, `backward`, `step`. Between `backward` and `step`, nothing may clear.
# 2. That order. A cleared gradient moves nothing, and there is no error.
# 3. (10, 64): one row for each output.
#
# </details>

# %% id="warm-up-items" tags=["tutorgrad-only"]
from course.exercises import warm_up

warm_up("07")

# %% id="imports"
import time

import matplotlib.pyplot as plt
import numpy as np

import tutorgrad as torch
from course.drawing.palette import COLOURS
from course.widgets import LossPlot, Playground, Trainer, show_landscape
from tutorgrad import nn, optim
from tutorgrad.utils.data import DataLoader, Dataset, TensorDataset, random_split

# %% [markdown] id="the-data"
# ## 1. Look at the data
#
# The file has one line for each picture: 64 pixels, then the digit that was meant. A pixel is a
# whole number from 0 (white) to 16 (black). The data come from E. Alpaydin and C. Kaynak, from the
# UCI Machine Learning Repository (licence CC BY 4.0); see `data/README.md`.

# %% id="load"
table = np.loadtxt("data/digits.csv.gz", delimiter=",", dtype=np.int64)
print(table.shape)
pixels = torch.from_numpy(table[:, :64]).float()
labels = torch.from_numpy(table[:, 64])
print(pixels.shape, pixels.dtype)
print(labels.shape, labels.dtype)
print([(labels == digit).sum().item() for digit in range(10)])

# %% [markdown] id="load-words"
# `pixels` are the inputs: numbers to compute with, so `float32`. `labels` are names of classes, so
# whole numbers. The last line counts the examples of each digit: about 180 for each.
#
# Before any computation, **look**. First one picture as text:


# %% id="one-as-text"
def as_text(image):
    shades = " .:-=+*#@"
    rows = image.view(8, 8).int().tolist()
    return "\n".join("".join(shades[value // 2] * 2 for value in row) for row in rows)


print("label:", labels[3].item())
print(as_text(pixels[3]))

# %% id="many-as-picture"
figure, grid = plt.subplots(3, 10, figsize=(7, 2.6), layout="constrained")
for axes, image, label in zip(grid.flat, pixels, labels, strict=False):
    _ = axes.imshow(image.view(8, 8), cmap="gray_r")
    _ = axes.set_title(label.item(), fontsize=9)
    _ = axes.axis("off")
plt.show()

# %% [markdown] id="many-as-picture-twin"
# *In words:* three rows of ten digits, 8 × 8 pixels each. Most are clear. Some 5 look like a 9, and
# some 8 like a 1, even for you.

# %% [markdown] id="split"
# ## 2. Three parts
#
# A network can learn examples by heart. So you must test it with examples that it has never seen.
# We make three parts:
#
# | Part | Pictures | For what |
# |---|---|---|
# | **training** | 1,257 | the weights learn from it |
# | **validation** | 180 | you decide with it: which optimizer, how many epochs |
# | **test** | 360 | the final result; you look at it **once** |
#
# Why not decide with the test part? Because then you choose what is good *on these 360 pictures*,
# and the result looks better than it is.
#
# A **dataset** is an object that knows its length and gives you example number `i`. Two methods are
# enough:


# %% id="dataset-class"
class Digits(Dataset):
    def __init__(self, pixels, labels):
        self.pixels = pixels
        self.labels = labels

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return self.pixels[i], self.labels[i]


dataset = Digits(pixels, labels)
image, label = dataset[3]
print(len(dataset), image.shape, label)

# %% [markdown] id="tensor-dataset"
# This is so common that there is a ready class for it: `TensorDataset(pixels, labels)` does the
# same.
#
# `random_split` cuts a dataset at random. The random numbers come from a **generator**. With the
# same seed it makes the same split, today and next year.


# %% id="split-run"
def split(dataset):
    return random_split(dataset, [1257, 180, 360], generator=torch.Generator().manual_seed(0))


training, validation, test = split(TensorDataset(pixels, labels))
print(len(training), len(validation), len(test))
print(training.indices[:5], split(dataset)[0].indices[:5])

# %% [markdown] id="standardise"
# ## 3. Standardise
#
# Networks learn more easily when the inputs are around 0 and not too large. So subtract the mean
# and divide by the standard deviation. This is called **standardising**.
#
# **What goes wrong.** The first idea is to do it for each pixel.
#
# **Predict before you run.** Some pixels in the corners are 0 in every picture. What happens there?

# %% id="zero-deviation"
known = pixels[training.indices]
deviation = known.std(dim=0)
print("pixels that never change:", (deviation == 0).sum().item())
wrong = (known - known.mean(dim=0)) / deviation
print("not a number:", wrong.isnan().sum().item(), "of", wrong.numel())

# %% [markdown] id="zero-deviation-answer"
# <details><summary>Answer</summary>
#
# $0/0$ is not a number (`nan`). One `nan` in the input makes the loss `nan`, then all gradients,
# then all weights. There is no error message.
#
# </details>
#
# All pixels have the same unit, so **one** mean and **one** deviation for all of them will do. Note
# where they come from: from the **training** part only. The test part must stay unseen, even here.

# %% id="standardise-run"
mean, deviation = known.mean(), known.std()
standardised = (pixels - mean) / deviation
print(f"mean {mean.item():.1f}, deviation {deviation.item():.1f}")
print(f"now from {standardised.min().item():.1f} to {standardised.max().item():.1f}")


def part_of(part):
    return standardised[part.indices], labels[part.indices]


training, validation, test = part_of(training), part_of(validation), part_of(test)
for images, names in (training, validation, test):
    print(tuple(images.shape), tuple(names.shape))

# %% [markdown] id="loader"
# ## 4. Batches
#
# You could compute the gradient from all 1,257 pictures at once. It is better to take a few at a
# time, a **batch**, and to make a step after each. One walk through all training pictures is called
# an **epoch**. A `DataLoader` cuts the batches, and with `shuffle=True` it mixes the order for each
# epoch.
#
# **Predict before you run.** 1,257 pictures in batches of 32: how many batches? How large is the
# last one?


# %% id="loader-run"
def load(images, labels):
    generator = torch.Generator().manual_seed(0)
    dataset = TensorDataset(images, labels)
    return DataLoader(dataset, batch_size=32, shuffle=True, generator=generator)


batches = load(*training)
print(len(batches))
sizes = [len(batch_labels) for _, batch_labels in batches]
print(sizes[0], sizes[-1], sum(sizes))
batch_pixels, batch_labels = next(iter(batches))
print(batch_pixels.shape, batch_labels.shape)

# %% [markdown] id="loader-answer"
# <details><summary>Answer</summary>
#
# 40 batches: 39 with 32 pictures, and one with the 9 that are left.
#
# </details>

# %% [markdown] id="model"
# ## 5. The network
#
# 64 pixels go in, 10 numbers come out, one for each digit. `nn.Sequential` puts modules in a row:
# the output of one is the input of the next.
#
# **Predict before you run.** How many numbers does this network learn?


# %% id="model-run"
def new_model(hidden=256):
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(64, hidden), nn.ReLU(), nn.Linear(hidden, 10))


model = new_model()
print(model)
print(sum(parameter.numel() for parameter in model.parameters()))

# %% [markdown] id="model-answer"
# <details><summary>Answer</summary>
#
# $64 \cdot 256 + 256$ in the first layer and $256 \cdot 10 + 10$ in the second: 19,210.
#
# </details>
#
# ### Why is there a ReLU in between?
#
# See it in the plane, where a network can be drawn: two inputs, `x` and `y`, eight hidden units,
# and one output that says on which side of a border a point lies. Each small picture shows where in
# the plane a unit is on. Here the activation is *none*: two linear layers and nothing between them.
#
# **Predict before you run.** After 200 steps, has it found a border between squares and discs?

# %% id="playground" tags=["tutorgrad-only"]
Playground("xor", "none", width=8, depth=1, steps=200)

# %% [markdown] id="playground-answer"
# <details><summary>Answer</summary>
#
# No. Two linear layers are together one linear layer, so the border is a straight line. No line can
# part these four heaps. Now choose *ReLU* and press **Start**: each unit is on at one side of a
# line of its own, and from these pieces the output builds a border with corners. Then try the
# spiral, with two layers.
#
# </details>

# %% [markdown] id="cross-entropy"
# ### From ten numbers to a loss
#
# The ten outputs are called **logits**: any numbers, the largest one wins. Two steps make a loss of
# them. **Softmax** turns logits into probabilities. **Cross-entropy** is minus the logarithm of the
# probability of the right class:
#
# $$p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}, \qquad L = -\ln p_{\text{right}}.$$
#
# Try it with three classes first. The right one is class 0.

# %% id="cross-entropy-by-hand"
logits = torch.tensor([[2.0, 1.0, 0.0]])
right = torch.tensor([0])
exponentials = logits.exp()
probabilities = exponentials / exponentials.sum()
print([f"{p:.2f}" for p in probabilities[0].tolist()])
print(f"by hand {-probabilities[0, 0].log().item():.2f}")
print(f"nn      {nn.CrossEntropyLoss()(logits, right).item():.2f}")

# %% [markdown] id="cross-entropy-question"
# **Predict before you run.** The network has learned nothing yet. What is its loss on ten classes?
# (Hint: it gives each digit a probability of about $\frac{1}{10}$.)

# %% id="first-loss"
criterion = nn.CrossEntropyLoss()
loss = criterion(model(batch_pixels), batch_labels)
print("near 2.3:", abs(loss.item() - 2.3) < 0.3)

# %% [markdown] id="first-loss-answer"
# <details><summary>Answer</summary>
#
# About $-\ln \frac{1}{10} = \ln 10 \approx 2.3$. This is a good test of a new program: if the first
# loss is far from it, something is wrong before the training starts.
#
# </details>
#
# **What goes wrong (1).** Labels of the wrong type.

# %% id="float-labels" tags=["raises-exception"]
criterion(model(batch_pixels), batch_labels.float())

# %% [markdown] id="float-labels-read"
# **Read the error.** A class is a name, not an amount. `Long` is `int64`. The fix: keep labels as
# whole numbers, or write `labels.long()`.
#
# **What goes wrong (2).** A label that does not exist: ten outputs have the names 0 to 9.

# %% id="label-out-of-range" tags=["raises-exception"]
criterion(model(batch_pixels[:1]), torch.tensor([10]))

# %% [markdown] id="double-softmax"
# **What goes wrong (3).** Softmax twice. `CrossEntropyLoss` already contains the softmax. If the
# network ends with another one, there is no error, and it even learns, but badly.
#
# **Predict before you run.** Suppose the network is perfectly sure and right: its softmax gives
# exactly 1 for the right digit and 0 for the others. What loss does `CrossEntropyLoss` report?

# %% id="double-softmax-run"
sure = torch.zeros(1, 10)
sure[0, 7] = 1.0
print(f"{criterion(sure, torch.tensor([7])).item():.2f}")

# %% [markdown] id="double-softmax-answer"
# <details><summary>Answer</summary>
#
# 1.46, not 0. Probabilities lie between 0 and 1; taken as logits they are nearly equal. So the loss
# can never go below 1.46. If your loss stops there, look for a second softmax.
#
# </details>

# %% [markdown] id="training"
# ## 6. Train
#
# Two functions. `accuracy` is the share of right answers: the largest logit wins. It needs no
# gradients. `train` makes the epochs and writes a diary. After 15 epochs it divides the learning
# rate by 10: large steps first, small steps at the end, so that the weights come to rest. With
# `watch=plot.watch` a plot looks on: it gives the same batches, and reads `loss` after each.
#
# A module has two **modes**. `model.train()` is for learning, `model.eval()` for using it. The
# layers of this network do the same in both. But others, which you meet later, do not (dropout,
# batch normalisation). So set the mode always: it is one word.


# %% id="train-and-accuracy"
def accuracy(model, images, labels):
    model.eval()
    with torch.no_grad():
        answers = model(images).argmax(dim=1)
    return (answers == labels).sum().item() / len(labels)


def train(model, optimizer, images, labels, epochs, watch=iter):
    criterion = nn.CrossEntropyLoss()
    diary = {"loss": [], "training": [], "validation": []}
    batches = load(images, labels)
    for epoch in range(epochs):
        if epoch == 15:
            optimizer.param_groups[0]["lr"] /= 10
        model.train()
        total = 0.0
        for batch_pixels, batch_labels in watch(batches):
            loss = criterion(model(batch_pixels), batch_labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch_labels)
        diary["loss"].append(total / len(labels))
        diary["training"].append(accuracy(model, images, labels))
        diary["validation"].append(accuracy(model, *validation))
    return diary


# %% [markdown] id="total-question"
# One line is worth a second look: `total += loss.item() * ...`. **Predict:** what would happen
# with `total += loss * ...`, without `.item()`?
#
# <details><summary>Answer</summary>
#
# `total` would be a tensor with a graph. It would grow with each batch and keep all graphs of the
# epoch alive (lesson 04, part 6). No error, only memory.
#
# </details>
#
# ### Learning rates
#
# **Predict before you run.** Plain SGD with three learning rates. Which one learns?

# %% id="learning-rates"
for rate in (0.0001, 0.1, 100.0):
    model = new_model()
    last = train(model, optim.SGD(model.parameters(), lr=rate), *training, epochs=3)["loss"][-1]
    print(f"rate {rate}:", "learns" if last < 1 else "hardly moves" if last < 2.5 else "explodes")

# %% [markdown] id="learning-rates-answer"
# <details><summary>Answer</summary>
#
# Only 0.1. With 0.0001 the loss stays near 2.3. With 100 each step jumps far over the minimum, and
# the loss grows, perhaps up to `nan`.
#
# </details>
#
# ### Try it while it learns
#
# Below, a small network (one input, 16 hidden numbers, one output) learns a wave in the background.
# Press **Start** and move the sliders: they work while it learns.
#
# **Predict before you try.** You make the batch size 1. Does the loss curve get smoother or more
# ragged? And with momentum 0.9 (read about it below): may the learning rate be larger or must it be
# smaller?

# %% id="trainer" tags=["tutorgrad-only"]
Trainer()

# %% [markdown] id="trainer-answer"
# <details><summary>Answer</summary>
#
# More ragged: each step follows one point, and points disagree. Smaller: momentum adds up the
# gradients of about ten steps, so a rate that was just small enough now goes too far.
#
# </details>

# %% [markdown] id="optimizers"
# ### Three optimizers
#
# - **SGD**: $w \leftarrow w - \eta\, g$, with learning rate $\eta$ and gradient $g$.
# - **SGD with momentum**: keep a running sum $m \leftarrow 0.9\,m + g$ and step along $m$. Like a
#   ball that rolls: directions that stay the same add up, directions that change cancel.
# - **Adam**: also keeps a running mean of $g^2$, and divides by its root. So each weight gets steps
#   of its own size.
#
# A loss with only two weights can be drawn as a map: the fuller the grey, the lower the ground.
# This one is a narrow valley: across, it bends 25 times as much as along.
#
# **Predict before you run.** All three begin at the cross with the same learning rate. Who swings
# from side to side? Who creeps? And who diverges first when you raise the rate?

# %% id="landscape" tags=["tutorgrad-only"]
show_landscape("narrow valley")

# %% [markdown] id="landscape-answer"
# <details><summary>Answer</summary>
#
# Momentum swings: it remembers the way it came. SGD is at once at the bottom of the valley, then it
# creeps, since the slope along it is small. Adam takes steps of the same size in both directions.
# The picture below right shows the loss after 60 steps for each learning rate. SGD diverges first,
# above $2/25 = 0.08$: two over the largest curvature. Press **b**, and each gets its best rate:
# that is the fair comparison. A click on the map chooses another start, the list another loss.
#
# </details>
#
# Now the digits. All three start from the same weights and see the same batches in the same order.
#
# **Predict before you run.** Whose loss falls slowest? And what will you see at step 600, where the
# learning rate is divided by 10?

# %% id="optimizers-run"
choices = {
    "SGD": lambda weights: optim.SGD(weights, lr=0.1, weight_decay=1e-3),
    "SGD with momentum": lambda weights: optim.SGD(
        weights, lr=0.1, momentum=0.9, weight_decay=1e-3
    ),
    "Adam": lambda weights: optim.Adam(weights, lr=0.005, weight_decay=1e-4),
}
diaries, models = {}, {}
plot = LossPlot("Three optimizers", log=True, smoothing=20)
began = time.perf_counter()
for name, choose in choices.items():
    models[name] = new_model()
    optimizer = choose(models[name].parameters())
    watch = plot.run(name).watch
    diaries[name] = train(models[name], optimizer, *training, epochs=20, watch=watch)
seconds = time.perf_counter() - began

for name, diary in diaries.items():
    print(f"{name:18}", "95 % or better on validation:", diary["validation"][-1] >= 0.95)

# %% id="optimizers-picture"
looks = dict(zip(choices, (("-", "blue"), ("--", "red"), (":", "black")), strict=True))
figure, axes = plt.subplots(figsize=(5, 3), layout="constrained")
for name, diary in diaries.items():
    style, colour = looks[name]
    _ = axes.plot(range(1, 21), diary["validation"], style, color=COLOURS[colour], label=name)
_ = axes.set(ylim=(0.9, 1.0), xlabel="epoch", ylabel="validation accuracy")
_ = axes.legend()
plt.show()

# %% [markdown] id="optimizers-picture-twin"
# *In words:* the loss of plain SGD falls slowest; momentum and Adam are far below it after a few
# hundred steps. From step 600 on all three curves are flatter and less ragged. In the last picture,
# the validation accuracy of all three jumps up and down, mostly between 92 % and 99 %. After epoch
# 15, where the steps become small, it comes to rest near 98 %. A far smaller loss does not mean a
# much better network.
#
# `weight_decay` pulls all weights a little towards 0 in each step. Small weights make a
# smoother rule.
#
# **Your turn.** Make the network smaller: `new_model(hidden=16)`. How good is it on validation?

# %% id="your-turn-hidden"
small = new_model(hidden=256)
diary = train(small, optim.Adam(small.parameters(), lr=0.01), *training, epochs=2)
print("more than 90 % on validation:", diary["validation"][-1] > 0.9)

# %% [markdown] id="test"
# ## 7. The test
#
# One decision is left: which of the three networks? The validation part decides. Then, once, the
# test part.

# %% id="test-run"
best = max(diaries, key=lambda name: diaries[name]["validation"][-1])
model = models[best]
print("97 % or better:", accuracy(model, *test) >= 0.97)

# %% [markdown] id="test-words"
# How sure can you be of this number? With 360 pictures, one picture is 0.28 %. Another split or
# another start gives another result. We made 40 trials with other seeds, with momentum: between 1
# and 15 mistakes, and 35 of the 40 trials reached 97 %. One number from one trial is never the
# whole truth.
#
# And one more honest remark. The pictures come from 13 people, and each of them is in all three
# parts. On the handwriting of a stranger the network would do worse.

# %% [markdown] id="confusion"
# ### Which digits are confused?
#
# A **confusion matrix** counts: row = the right digit, column = the answer of the network. All
# right answers are on the diagonal. Everything else is a mistake.
#
# The exact counts may differ by one or two between computers, because of rounding.

# %% id="confusion-run" tags=["nbval-ignore-output"]
images, truth = test
with torch.no_grad():
    logits = model(images)
answers = logits.argmax(dim=1)
matrix = torch.zeros(10, 10, dtype=torch.long)
for right, answer in zip(truth.tolist(), answers.tolist(), strict=True):
    matrix[right, answer] += 1

mistakes = [i for i in range(len(truth)) if truth[i] != answers[i]]
print(f"training of three networks: {seconds:.1f} s; best on validation: {best}")
print(f"{len(mistakes)} mistakes in {len(truth)} pictures: {accuracy(model, *test):.1%} right")
for i in mistakes:
    print(f"    a {truth[i].item()} was taken for a {answers[i].item()}")

figure, axes = plt.subplots(figsize=(4.6, 4.6), layout="constrained")
off_diagonal = matrix * (1 - torch.eye(10, dtype=torch.long))
_ = axes.imshow(off_diagonal, cmap="Oranges", vmin=0, vmax=4)
for row in range(10):
    for column in range(10):
        count = matrix[row, column].item()
        colour = "black" if row == column or count else "lightgrey"
        _ = axes.text(column, row, count, ha="center", va="center", color=colour)
_ = axes.set(xlabel="answer of the network", ylabel="right digit", title="Confusion matrix")
_ = axes.set_xticks(range(10))
_ = axes.set_yticks(range(10))
plt.show()

# %% [markdown] id="mistakes"
# ### Look at the mistakes
#
# Numbers do not tell why. Pictures do. Would you have read them?

# %% id="mistakes-picture"
probabilities = logits.exp() / logits.exp().sum(dim=1, keepdim=True)
figure, grid = plt.subplots(2, 5, figsize=(7, 3.6), layout="constrained")
for axes in grid.flat:
    _ = axes.axis("off")
for axes, i in zip(grid.flat, mistakes, strict=False):
    right, answer = truth[i].item(), answers[i].item()
    sure = probabilities[i, answer].item()
    _ = axes.imshow(images[i].view(8, 8), cmap="gray_r")
    _ = axes.set_title(f"{right} read as {answer}\n({sure:.0%} sure)", fontsize=9)
plt.show()

# %% [markdown] id="mistakes-twin"
# *In words:* the first ten mistakes. Each picture has a title with the right digit, the answer, and
# how sure the network was. Most of them are hard for people too. Note that a network can be wrong
# and very sure: its "probability" is not a promise.

# %% [markdown] id="overfitting"
# ## 8. Learning by heart
#
# **Predict before you run.** The same network, but only 40 training pictures. How good will it be
# on these 40? And on the validation part?

# %% id="overfitting-run"
images, names = training
model = new_model()
diary = train(model, optim.Adam(model.parameters(), lr=0.01), images[:40], names[:40], epochs=30)
print("all 40 right:", diary["training"][-1] == 1.0)
print("90 % or better on validation:", diary["validation"][-1] >= 0.9)

figure, axes = plt.subplots(figsize=(6.4, 3), layout="constrained")
_ = axes.plot(range(1, 31), diary["training"], "-", color=COLOURS["blue"], label="training (40)")
_ = axes.plot(range(1, 31), diary["validation"], "--", color=COLOURS["red"], label="validation")
_ = axes.set(xlabel="epoch", ylabel="accuracy", ylim=(0, 1.05))
_ = axes.set_title("40 pictures, learned by heart")
_ = axes.legend(loc="lower right")
plt.show()

# %% [markdown] id="overfitting-answer"
# <details><summary>Answer</summary>
#
# All 40 are right, and on new pictures it is much worse. 19,210 weights can store 40 pictures
# easily. This is called **overfitting**.
#
# </details>
#
# *In words:* the training curve reaches 100 % after a few epochs and stays there. The validation
# curve stops far below it. The gap between both curves is the sign of overfitting.
#
# What helps: more data (the best), a smaller network, `weight_decay`, or stopping when the
# validation accuracy no longer grows.

# %% [markdown] id="recap"
# ## Recap
#
# | Step | Tool | Take care |
# |---|---|---|
# | look | pictures, counts | before everything else |
# | split | `random_split` with a generator | the test part is for the end |
# | standardise | mean and deviation | from the training part; no division by 0 |
# | batches | `DataLoader(shuffle=True)` | the last batch may be smaller |
# | network | `nn.Sequential`, `nn.Linear`, `nn.ReLU` | no softmax at the end |
# | loss | `nn.CrossEntropyLoss` | labels are `int64`; first loss about $\ln 10$ |
# | update | `optim.SGD`, `optim.Adam` | `zero_grad`, `backward`, `step`; the learning rate |
# | judge | accuracy, confusion matrix, the mistakes | in `eval()` and `no_grad()` |
#
# You have come from `torch.tensor([...])` to a network that reads handwriting, and you know what
# each of its lines does.
#
# Your turn: [the exercises of this lesson](../exercises/07_digits.ipynb), checked as you work.
#
# Next: [08 What a step costs](08_speed.ipynb). There you find out where the time of a training step
# goes, and how to save it.
