"""Where things stand in the drawings of the statistics. The words are those of the tables; the template draws."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 720
LEFT, RIGHT, TOP, FLOOR = 52, 12, 30, 230  # of a drawing over time: its room for words around the plot
APART = 70  # how far apart two words below the plot stand at least
ROW, END = 46, 150  # of a drawing by rows: the height of one, and the room for the figures behind it
STEPS = (1, 2, 5)
LINES = 4  # about so many lines across a plot


@dataclass(frozen=True)
class Point:
    """What is drawn for a month, a year or a row: one figure, or a first and a second one; None where there is none."""

    label: str
    first: int | None
    second: int | None = None
    words: str = ""  # the figures as they stand behind a row


@dataclass(frozen=True)
class Mark:
    """A point in its place: `first` and `second` are distances along the axis, `at` is the place across it."""

    label: str
    at: float
    first: float | None
    second: float | None
    words: str
    has_label: bool


@dataclass(frozen=True)
class Drawing:
    """Marks, and lines with their figures, in the units of the drawing."""

    marks: list[Mark]
    lines: list[tuple[float, int]]
    height: int
    width: int = WIDTH
    left: int = LEFT
    right: int = WIDTH - RIGHT
    floor: int = FLOOR
    bar: float = 0  # how broad a bar is


def over_time(points: Sequence[Point], top: int | None = None) -> Drawing | None:
    """Months or years from left to right, figures upwards to `top` (the greatest one); None where nothing is known."""
    greatest = greatest_of(points)
    if greatest is None:
        return None
    lines = lines_up_to(top or greatest)
    room, slot = FLOOR - TOP, (WIDTH - LEFT - RIGHT) / len(points)
    every = max(1, -(-APART // int(slot)))

    def height_of(value: int | None) -> float | None:
        return None if value is None else round(FLOOR - value * room / lines[-1], 1)

    marks = [
        Mark(
            point.label,
            round(LEFT + (number + 0.5) * slot, 1),
            height_of(point.first),
            height_of(point.second),
            point.words,
            number % every == 0,
        )
        for number, point in enumerate(points)
    ]
    drawn = [(height_of(line), line) for line in lines]
    return Drawing(marks, drawn, height=FLOOR + 30, bar=round(min(slot * 0.6, 32), 1))


def by_rows(points: Sequence[Point]) -> Drawing | None:
    """A row for each point, figures to the right; None where nothing is known."""
    greatest = greatest_of(points)
    if greatest is None:
        return None
    room = WIDTH - END

    def width_of(value: int | None) -> float | None:
        return None if value is None else round(value * room / max(greatest, 1), 1)

    marks = [
        Mark(point.label, 18 + number * ROW, width_of(point.first), width_of(point.second), point.words, True)
        for number, point in enumerate(points)
    ]
    return Drawing(marks, [], height=len(points) * ROW + 8, left=8)


def greatest_of(points: Sequence[Point]) -> int | None:
    """The greatest figure; None where no point has one."""
    figures = [value for point in points for value in (point.first, point.second) if value is not None]
    return max(figures, default=None)


def lines_up_to(greatest: int) -> list[int]:
    """Round figures from 0 to `greatest` or a little above it."""
    sizes = (size * 10**power for power in range(12) for size in STEPS)
    step = next(size for size in sizes if size * LINES >= greatest)
    return list(range(0, max(greatest, 1) + step, step))[: -(-max(greatest, 1) // step) + 1]
