"""The words of a round's papers: its notice to the units, and 各单位报送情况表 for the 通报. What is unknown is a gap."""

from __future__ import annotations

from config.settings import Settings
from metrics.sentences import show_date
from services.expected import Cell, Expected, Tally, count_cells, table_titles
from services.paper import Block, Paper, PaperTable, gap, ordinal, sentence

LIST_NAME, FORMS_NAME = "应报清单", "各单位报送表格（已填入现有资料）"
STATES_NAME = "各单位报送情况表"


def draft_notice(expected: Expected, settings: Settings) -> Paper:
    """The notice that opens a round, from its facts alone."""
    wanted = expected.round
    titles = table_titles(wanted.datasets)
    contact = wanted.contact or gap("联系人")
    phone = wanted.contact_phone or gap("联系电话")
    parts = [
        ("报送范围", f"应报单位共{len(expected.units)}个，名单和各单位应报的表格见附件1。"),
        (
            "报送内容",
            f"共{len(titles)}种表格：{'、'.join(titles)}。随附的表格已填入各单位现有的资料，请逐行核对、更新、补充后报送；"
            "单位自有的表格列名相同的，也可以直接报送。",
        ),
        (
            "报送时限",
            f"请于{show_date(wanted.deadline)}前（含当日）报送。本期确无内容的，报“零报告”；"
            "与上期相比没有变化的，报“本期无变化”。",
        ),
        ("报送方式", f"登录{settings.product}，在“数据报送”页报送；不能登录的，将电子表格交{settings.bureau}代收。"),
        (
            "有关要求",
            "所报内容不得含有国家秘密、工作秘密和身份证号。" + (sentence(wanted.note) if wanted.note else ""),
        ),
    ]
    blocks = [Block(0, f"现就{wanted.name}有关事项通知如下。")]
    for number, (heading, text) in enumerate(parts, 1):
        blocks += [Block(1, f"{ordinal(number)}、{heading}"), Block(0, text)]
    blocks.append(Block(0, f"联系人：{contact}，联系电话：{phone}。"))
    return Paper(
        title=title_of(wanted.name),
        day_words="",
        doc_no=wanted.doc_no or gap("发文字号"),
        addressee="各有关单位",
        blocks=tuple(blocks),
        attachments=(LIST_NAME, FORMS_NAME),
        signature=gap("成文单位"),
        copies="",
        signed_on=show_date(wanted.opened_on),
    )


def title_of(name: str) -> str:
    """关于做好…工作的通知; a name that is a title already stays."""
    if name.startswith("关于"):
        return name
    return f"关于做好{name.removesuffix('工作')}工作的通知"


def draft_states(expected: Expected) -> PaperTable:
    """各单位报送情况表 in protocol order: counts by standing that add up, and which tables are still owed."""
    wanted, total = expected.round, expected.total
    rows = []
    for number, unit in enumerate(expected.units, 1):
        cells = expected.of_unit(unit.code)
        tally = count_cells(cells)
        rows.append((str(number), unit.name, *_counts(tally), owed_tables(cells)))
    rows.append(("", "合计", *_counts(total), f"{len(expected.owing)}个单位有欠报" if total.owed else "没有欠报"))
    closed = "" if wanted.closed_at is not None else "任务尚未结束，以下为当日情况。"
    return PaperTable(
        title=STATES_NAME,
        unit_words=f"{wanted.name}　截至{show_date(expected.day)}　单位：张",
        header=("序号", "单位", "应报", "按期报送", "逾期报送", "待审", "退回", "未报", "欠报的表格"),
        widths=(4, 19, 5, 8, 8, 5, 5, 5, 41),
        rows=tuple(rows),
        note=f"注：{closed}截止日期为{show_date(wanted.deadline)}（含当日）。零报告、本期无变化计入已报；是否逾期按首次入库的那次报送的收到日期计，"
        "代收的按表中填报日期计；应报＝按期报送＋逾期报送＋待审＋退回＋未报。单位按公文顺序排列。",
        texts=(1, 8),
    )


def owed_tables(cells: tuple[Cell, ...]) -> str:
    """信息化项目台账（逾期未报3日）、…; 全部7张 when nothing came."""
    owed = [cell for cell in cells if cell.is_owed]
    if len(owed) > 2 and len(owed) == len(cells) and len({cell.words for cell in owed}) == 1:
        return f"全部{len(owed)}张（{owed[0].words}）"
    titles = table_titles(cell.dataset for cell in owed)
    if len(owed) > 1 and len({cell.words for cell in owed}) == 1:
        return f"{'、'.join(titles)}（均为{owed[0].words}）"
    return "、".join(f"{title}（{cell.words}）" for title, cell in zip(titles, owed, strict=True))


def _counts(tally: Tally) -> tuple[str, ...]:
    unsent = tally.missing + tally.overdue
    numbers = (tally.expected, tally.on_time, tally.late, tally.waiting, tally.returned, unsent)
    return tuple(str(one) for one in numbers)
