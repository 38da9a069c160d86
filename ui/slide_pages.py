"""How the pages of 议程, 提请协调解决事项 and 督办 are filled: what stands on which, in letters of which size. Draws nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from exports.text_fit import text_width
from metrics.listings import Task
from services.agenda import Matter
from services.meetings import Decision
from services.pack_contents import Pack
from ui.slide_fit import CELL_LINE, HEIGHT, LINE, WIDTH, count_lines, split_pages

# Where a text is cut off with …; the whole of it is one click away.
MATTER_LINES, TASK_LINES = 4, 3
# Sizes of letters in root letters, the largest first; a page with few lines is written larger.
MATTER_SIZES, TASK_SIZES, AGENDA_SIZES = (1.4, 1.15), (1.25, 1.0), (1.5, 1.2, 1.0)
_TASK_ROOM = HEIGHT - 1.7  # under the heads of the table
# Letters of 时限和状态, of 牵头单位 at 4:3 and elsewhere at most; beside a text.
_DUE, _NARROW_WHO, _WHO, _CELL = 8.8, 8.2, 11.6, 0.7
DECIDED = "本次议定"
_AGENDA_ROOM = 23.5
ONE_COLUMN_LINES, TWO_COLUMN_LINES = 8, 26


def agenda_shape(items: Sequence[tuple[str, str]]) -> tuple[int, float, bool]:
    """Columns and size of letters in which these items and notes fit; whether each has to keep to a single line."""
    count = len(items)
    columns = 1 if count <= ONE_COLUMN_LINES else 2 if count <= TWO_COLUMN_LINES else 3
    rows = -(-count // columns)
    width = (WIDTH - 2 * (columns - 1)) / columns
    widths = [text_width(name) + (0.6 + 0.8 * text_width(note) if note else 0) for name, note in items]

    def height(size: float) -> float:
        lines = [count_lines(letters, width / size - 2.2) for letters in widths]
        return sum(max(lines[row::rows]) * size * LINE + 0.45 for row in range(rows))

    size = _largest(AGENDA_SIZES, _AGENDA_ROOM, height)
    return columns, size, height(size) > _AGENDA_ROOM


def matter_pages(pack: Pack) -> list[range]:
    """The places of the matters on each page."""
    return split_pages([_matter_cost(pack, one, MATTER_SIZES[-1]) for one in pack.matters], HEIGHT)


def matter_size(pack: Pack, pages: Sequence[range]) -> float:
    """The largest letters in which every page still fits."""

    def height(size: float) -> float:
        return max(sum(_matter_cost(pack, pack.matters[place], size) for place in page) for page in pages)

    return _largest(MATTER_SIZES, HEIGHT, height)


def task_lines(pack: Pack, decisions: Sequence[Decision]) -> list[Decision | Task]:
    """What this meeting decided, then what is overdue, then what is open and not due."""
    waiting = (task for task in pack.tasks if task.closed_on is None)
    return [*decisions, *sorted(waiting, key=lambda one: not one.is_overdue)]


def task_columns(pack: Pack, lines: Sequence[Decision | Task]) -> tuple[float, float]:
    """Letters across 编号 and 牵头单位: what the longest needs, so that the rest is left to 事项."""
    numbers = [one.task_no or DECIDED for one in lines]
    names = [pack.names.get(one.unit, one.unit) for one in lines]
    no = max((text_width(one) for one in [DECIDED, *numbers]), default=0)
    return no + _CELL, min(_WHO, max((text_width(one) for one in names), default=0) + _CELL)


def task_pages(pack: Pack, decisions: Sequence[Decision]) -> list[range]:
    """The places of the lines on each page."""
    lines = task_lines(pack, decisions)
    columns = task_columns(pack, lines)
    return split_pages([_task_cost(pack, one, TASK_SIZES[-1], columns) for one in lines], _TASK_ROOM)


def task_size(pack: Pack, lines: Sequence[Decision | Task], pages: Sequence[range]) -> float:
    """The largest letters in which every page still fits."""
    columns = task_columns(pack, lines)

    def height(size: float) -> float:
        return max(sum(_task_cost(pack, lines[place], size, columns) for place in page) for page in pages)

    return _largest(TASK_SIZES, _TASK_ROOM, height)


def _matter_cost(pack: Pack, one: Matter, size: float) -> float:
    text = f"{pack.names.get(one.unit, one.unit)}　{one.sentence}"
    lines = min(MATTER_LINES, count_lines(text, (WIDTH - 1) / size - 1.5))
    return lines * size * LINE + LINE + 1.1


def _task_cost(pack: Pack, one: Decision | Task, size: float, columns: tuple[float, float]) -> float:
    no, who = columns[0], min(columns[1], _NARROW_WHO)
    text = min(TASK_LINES, count_lines(one.content, WIDTH / size - no - who - _DUE - _CELL))
    lines = max(2, text, count_lines(pack.names.get(one.unit, one.unit), who - _CELL))
    return lines * size * CELL_LINE + 0.9


def _largest(sizes: Sequence[float], room: float, height: Callable[[float], float]) -> float:
    return next((size for size in sizes if height(size) <= room), sizes[-1])
