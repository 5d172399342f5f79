"""A vote in the classroom: hands are counted on one screen, and nothing leaves the machine.

The result stays hidden while hands are counted, so that nobody follows the others. After a talk
with the neighbour the class may vote again; both votes then stand side by side. (Peer instruction:
E. Mazur, "Peer Instruction: A User's Manual", 1997.)
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from typing import Any

from course.drawing import svg
from course.widgets.controls import Button, Control, Field, Switch
from course.widgets.stage import Stage

__all__ = ["Vote", "vote"]

LETTERS = "ABCDEF"
WIDTH = 760.0
BAR = (330.0, 300.0)
"""Where the bars begin, and how long one for all hands is."""


def vote(question: str, options: Sequence[str], right: str, because: str = "") -> Vote:
    """Ask a question with two to six possible answers and count hands.

    right: the option that is right; because: one sentence that is shown with it.
    Keys 1 to 6 count a hand each, u takes the last one back, s shows the result, a the answer.

    >>> poll = vote("What is w.grad?", ["None", "0"], right="None")
    >>> poll.do("hands", "3 1")
    >>> print(poll)
    What is w.grad?
    A: None
    B: 0
    4 hands. The result is hidden.
    """
    return Vote(question, options, right, because)


class Vote(Stage):
    """See `vote`."""

    def __init__(
        self, question: str, options: Sequence[str], right: str, because: str = ""
    ) -> None:
        options = list(options)
        if not 2 <= len(options) <= len(LETTERS) or len(set(options)) < len(options):
            raise ValueError(f"{options} must be two to {len(LETTERS)} different options")
        if right not in options:
            raise ValueError(f"right is {right!r}; it must be one of {options}")
        self.question, self.options, self.right, self.because = question, options, right, because
        self.start_again()
        super().__init__("Vote: " + question)

    def start_again(self) -> None:
        """No hands yet."""
        self.votes: list[list[int]] = [[]]
        """For the first vote, and the second where there is one, the option of every hand."""
        self.shown = self.answered = False

    # -------------------------------------------------------------- what can be done

    def controls(self) -> Sequence[Control]:
        hint = f"How many hands for each, such as {' '.join('9 4 6 2 1 3'.split()[: self.size])}"
        return [
            Field("hands", "Hands", hint=hint, placeholder="or click, or type 1, 2, …"),
            *[hand_button(number) for number in range(self.size)],
            Button("undo", "Undo", key="u", disabled=not self.votes[-1]),
            Switch("show", "Show the result", key="s", value=self.shown),
            Switch("answer", "Show the answer", key="a", value=self.answered),
            Button("again", "Vote again", key="v", disabled=len(self.votes) > 1 or not self.total),
            Button("clear", "Start again"),
        ]

    def act(self, name: str, value: Any) -> None:
        hands = self.votes[-1]
        if name.startswith("hand ") or name == "hand":
            option = int(name.partition(" ")[2] or value)
            hands.append(option)
            self.said = f"{LETTERS[option]}: one more hand, {len(hands)} in all."
        elif name == "hands":
            self.votes[-1] = self.read(value)
        elif name == "undo":
            self.said = f"{LETTERS[hands.pop()]}: one hand less." if hands else ""
        elif name == "show":
            self.shown = value
        elif name == "answer":
            self.answered = value
            self.said = f"{self.letter(self.right)} is right. {self.because}".strip() * value
        elif name == "again":
            self.votes.append([])
            self.shown = False
            self.said = "Talk to your neighbour for a minute, then vote again."
        elif name == "clear":
            self.start_again()
        else:
            super().act(name, value)

    def read(self, words: str) -> list[int]:
        """Hands from numbers in the order of the options."""
        counts = [int(number) for number in re.findall(r"\d+", words)]
        if len(counts) > self.size:
            raise ValueError(f"{len(counts)} numbers for {self.size} options: one for each")
        return [option for option, count in enumerate(counts) for _ in range(min(count, 9999))]

    # -------------------------------------------------------------- counts

    @property
    def size(self) -> int:
        """How many options there are."""
        return len(self.options)

    @property
    def total(self) -> int:
        """Hands in the running vote."""
        return len(self.votes[-1])

    def counts(self, number: int = -1) -> list[int]:
        """Hands for each option in a vote, the running one by default."""
        return [self.votes[number].count(option) for option in range(self.size)]

    def letter(self, option: str) -> str:
        """A, B, …."""
        return LETTERS[self.options.index(option)]

    # -------------------------------------------------------------- picture and words

    def picture(self) -> svg.Element:
        parts, y = [], 30.0
        for line in textwrap.wrap(self.question, 62):
            parts.append(svg.text(12, y, line, "ink strong", 19))
            y += 26
        y += 4
        for number, option in enumerate(self.options):
            row, high = self.row(number, option)
            parts.append(svg.group(row, x=0, y=y, data_key=f"row {number}"))
            y += high + 10
        parts.append(svg.text(12, y + 14, self.state(), "muted", 15))
        y += 30
        for line in textwrap.wrap(self.because if self.answered else "", 78):
            parts.append(svg.text(12, y + 10, line, "ink", 16))
            y += 23
        return svg.picture(WIDTH, y + 8, *parts)

    def row(self, number: int, option: str) -> tuple[svg.Element, float]:
        """One option: its letter, its words, and its bars when the result is shown."""
        lines = textwrap.wrap(option, 27) or [""]
        high = max(40.0, 14 + 21 * len(lines))
        is_right = self.answered and option == self.right
        look = "soft-green edge-green" if is_right else "panel edge-sky"
        parts = [svg.rect(10, 0, WIDTH - 20, high, look, rx=8, stroke_width=3 if is_right else 1)]
        parts.append(svg.circle(34, high / 2, 14, "fill-blue"))
        letter = svg.text(34, high / 2 + 6, LETTERS[number], "paper strong", 16, "middle")
        parts.append(letter)
        for place, line in enumerate(lines):
            foot = high / 2 + 6 + 21 * (place - (len(lines) - 1) / 2)
            parts.append(svg.text(58, foot, line, "ink", 17))
        if is_right:
            parts.append(svg.text(WIDTH - 24, high / 2 + 6, "✓ right", "ink strong", 16, "end"))
        if self.shown:
            parts += self.bars(number, high)
        label = f"{LETTERS[number]}: {option}, count one hand"
        return svg.button("hand", number, label, *parts), high

    def bars(self, number: int, high: float) -> list[svg.Element]:
        """The hands for one option, a bar for each vote, the first one pale."""
        parts = []
        thick = (high - 12) / len(self.votes)
        for place in range(len(self.votes)):
            counts = self.counts(place)
            long = BAR[1] * counts[number] / max(1, sum(counts))
            up = 6 + place * thick
            last = place == len(self.votes) - 1
            look = "fill-blue" if last else "soft-blue edge-blue"
            parts.append(svg.rect(BAR[0], up, max(long, 2.0), thick - 2, look, rx=2))
            words = share(counts, number)
            size = 14 if thick > 18 else 11
            parts.append(svg.text(BAR[0] + long + 8, up + thick / 2 + 4, words, "ink", size))
        return parts

    def state(self) -> str:
        """How many hands, and whether the result is to be seen."""
        hands = f"{self.total} hand{'' if self.total == 1 else 's'}"
        if len(self.votes) > 1:
            hands += f" in the second vote, {len(self.votes[0])} in the first (pale)"
        return f"{hands}. {'' if self.shown else 'The result is hidden.'}".strip()

    def words(self) -> str:
        lines = [self.question]
        for number, option in enumerate(self.options):
            said = [share(self.counts(place), number) for place in range(len(self.votes))]
            result = ": " + ", then ".join(said) if self.shown else ""
            right = " ✓ right" if self.answered and option == self.right else ""
            lines.append(f"{LETTERS[number]}: {option}{result}{right}")
        lines.append(self.state())
        if self.answered and self.because:
            lines.append(self.because)
        return "\n".join(lines)


def hand_button(number: int) -> Button:
    """The button, and the key, that counts a hand for an option."""
    return Button(f"hand {number}", LETTERS[number], key=str(number + 1), hint="Count one hand")


def share(counts: Sequence[int], number: int) -> str:
    """Hands and their part of all.

    >>> share([3, 1], 0)
    '3 (75 %)'
    """
    return f"{counts[number]} ({100 * counts[number] / max(1, sum(counts)):.0f} %)"
