"""The meeting's slides: cover, 总体, 差在哪里, one for each task area, 提请协调解决事项, 督办, 下一步.

Charts are native and carry their data, so that they can be edited; the notes hold 口径 and source of what is shown.
"""

from __future__ import annotations

from datetime import datetime, time

from pptx.presentation import Presentation as Deck
from pptx.util import Inches, Pt

from exports.deck_areas import add_area
from exports.deck_file import finish, new_deck
from exports.deck_lists import add_matrix, add_matters, add_next_steps, add_problems, add_tasks
from exports.deck_words import FULL, colour_of, say_definitions, say_provenance, say_subtitle
from exports.slides import BLUE, EDGE, GREY, PALE, RED, Box, Say, add_slide, set_notes, write
from exports.text_fit import shorten
from metrics.sentences import show_date
from services.pack_contents import Pack
from services.pack_titles import say_overall
from services.pack_words import (
    aside_words,
    change_words,
    counted_words,
    light_words,
    nothing_words,
    reported_words,
    value_words,
)


def export_deck(pack: Pack) -> bytes:
    """The slides of a pack as PPTX, 16:9."""
    deck = new_deck(pack.title, pack.bureau, datetime.combine(pack.as_of, time()))
    _cover(deck, pack)
    _overall(deck, pack)
    add_matrix(deck, pack)
    add_problems(deck, pack)
    for area in pack.areas:
        own = pack.of_area(area)
        if own and any(one.county.figure.denominator or one.county.figure.silent_units for one in own):
            add_area(deck, pack, area, own)
    add_matters(deck, pack)
    add_tasks(deck, pack)
    add_next_steps(deck, pack)
    return finish(deck, "演示数据" if pack.is_demo else "")


def _cover(deck: Deck, pack: Pack) -> None:
    slide = add_slide(deck, pack.title)
    holder = slide.shapes.title
    holder.top, holder.height = Inches(2.3), Inches(1.2)
    for run in holder.text_frame.paragraphs[0].runs:
        run.font.size = Pt(38)
    lines = [Say(pack.meeting, 22, space=10)] if pack.meeting else []
    lines += [
        Say(f"数据截至{show_date(pack.as_of)}", 20, colour=GREY, space=10),
        Say(pack.bureau, 20, colour=GREY, space=10),
    ]
    if pack.is_demo:
        lines.append(Say("演示数据", 16, bold=True, colour=RED))
    write(slide, Box(EDGE, 3.75, FULL, 2), lines)
    set_notes(slide, say_provenance(pack))


def _overall(deck: Deck, pack: Pack) -> None:
    slide = add_slide(deck, say_overall(pack), say_subtitle(pack, "总体情况"))
    wide, high = (FULL - 0.5) / 3, 2.45
    for place, one in enumerate(pack.headlines()):
        box = Box(EDGE + place % 3 * (wide + 0.25), 1.9 + place // 3 * (high + 0.2), wide, high)
        line = one.county
        notes = "　".join(
            part for part in (counted_words(line.figure), reported_words(line.figure), aside_words(line.figure)) if part
        )
        change = change_words(line.change)
        write(slide, box, [
            Say(one.short_name, 15, colour=GREY, space=2),
            Say(value_words(one.metric, line.figure), 40, bold=True, colour=BLUE, space=0),
            Say(light_words(line.light), 13, bold=bool(line.light), colour=colour_of(line.light), space=4),
            Say(shorten(notes or nothing_words(one.metric, line.figure), wide * 72 / 13 - 1), 13),
            Say(f"与{pack.compared_words}相比{change}" if change else "没有可比数据", 13, space=4),
            Say(f"数据编号 {line.number}", 11, colour=GREY, space=0),
        ], fill=PALE)  # fmt: skip
    set_notes(slide, "\n".join([*say_definitions(pack.headlines()), *pack.changes, say_provenance(pack)]))
