"""Native charts on slides: they carry their data in a workbook of their own, so that they can be edited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from lxml import etree
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_AXIS_CROSSES, XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Inches, Pt

from exports.slides import BLUE, GREY, INK, LINE, Box, set_east_asian
from exports.text_fit import text_width

COUNTY_GREY = "8A94A0"


def draw_bars(
    slide: Slide, box: Box, labels: Sequence[str], values: Sequence[float | None], name: str, *, points: float = 11,
    county_first: bool = False, about: str = "", label_width: float = 0,
) -> None:  # fmt: skip
    """A native chart of horizontal bars from 0 to 100 with the value at each; the county's bar is grey.

    label_width: inches kept for the labels, so that charts side by side share one scale; 0 for as many as they need.
    """
    chart = _add_chart(slide, box, XL_CHART_TYPE.BAR_CLUSTERED, labels, values, name, points, about)
    _place_plot(chart, (label_width or label_inches(labels, points)) / box.width)
    chart.value_axis.visible = False
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, 128
    chart.value_axis.has_major_gridlines = False
    axis = chart.category_axis
    axis.reverse_order = True
    axis.format.line.color.rgb = RGBColor.from_string(GREY)
    axis.has_major_gridlines = False
    axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    plot = chart.plots[0]
    plot.gap_width, plot.vary_by_categories = 45, False
    plot.series[0].format.fill.solid()
    plot.series[0].format.fill.fore_color.rgb = RGBColor.from_string(BLUE)
    if county_first:
        point = plot.series[0].points[0]
        point.format.fill.solid()
        point.format.fill.fore_color.rgb = RGBColor.from_string(COUNTY_GREY)
    _label_values(plot, points)


def label_inches(labels: Sequence[str], points: float) -> float:
    """Room the longest label needs beside its bar."""
    return (max(map(text_width, labels), default=0) + 1) * points / 72


def draw_line(
    slide: Slide, box: Box, days: Sequence[date], values: Sequence[float | None], name: str, *, points: float = 10,
    about: str = "",
) -> None:  # fmt: skip
    """A native line chart over days with the first and the last value written at the line."""
    months = [day.replace(day=1) for day in days]
    chart = _add_chart(slide, box, XL_CHART_TYPE.LINE_MARKERS, months, values, name, points, about)
    known = [value for value in values if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 100.0)
    room = max((high - low) * 0.35, 2)
    chart.value_axis.visible = chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = low - room, high + room
    axis = chart.category_axis
    axis.format.line.color.rgb = RGBColor.from_string(LINE)
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = 'yyyy"年"m"月"', False
    _set_units(axis._element, max(1, -(-len(days) // 4)))
    chart.value_axis.crosses = XL_AXIS_CROSSES.MINIMUM
    series = chart.plots[0].series[0]
    series.smooth = False
    series.format.line.width = Pt(2)
    series.format.line.color.rgb = RGBColor.from_string(BLUE)
    series.marker.size = 5
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = RGBColor.from_string(BLUE)
    known_places = [place for place, value in enumerate(values) if value is not None]
    apart = [place for place in known_places[:1] if known_places[-1] - place >= 4]
    for place in apart + known_places[-1:]:
        beside = known_places[1:2] if place == known_places[0] else known_places[-2:-1]
        is_below = any((values[one] or 0) > (values[place] or 0) for one in beside)  # where the line does not run
        label = series.points[place].data_label
        label.position = XL_LABEL_POSITION.BELOW if is_below else XL_LABEL_POSITION.ABOVE
        label.font.size, label.font.bold = Pt(points), True
        set_east_asian(label.font._rPr)


def _set_units(axis: etree._Element, months: int) -> None:
    """A date axis by months, labelled every so many; a point stands at its month's first day, where the label is."""
    units = (("c:baseTimeUnit", "months"), ("c:majorUnit", str(months)), ("c:majorTimeUnit", "months"))
    for tag, _ in units:
        for old in axis.findall(qn(tag)):
            axis.remove(old)
    for tag, value in units:
        etree.SubElement(axis, qn(tag)).set("val", value)


def _place_plot(chart: Chart, label_share: float) -> None:
    """The bars' own area: right of the labels, over the whole height. label_share: part of the width left of it."""
    plot = chart._chartSpace.chart.plotArea
    for old in plot.findall(qn("c:layout")):
        plot.remove(old)
    share = min(label_share, 0.7)
    values = {
        "layoutTarget": "inner", "xMode": "edge", "yMode": "edge", "x": share, "y": 0.01, "w": 0.99 - share, "h": 0.98,
    }  # fmt: skip
    layout = etree.Element(qn("c:layout"))
    manual = etree.SubElement(layout, qn("c:manualLayout"))
    for name, value in values.items():
        etree.SubElement(manual, qn(f"c:{name}")).set("val", f"{value:.4f}" if isinstance(value, float) else str(value))
    plot.insert(0, layout)


def _chart_font(chart: object, points: float) -> None:
    font = chart.font  # type: ignore[attr-defined]
    font.size = Pt(points)
    font.color.rgb = RGBColor.from_string(INK)
    set_east_asian(font._rPr)


def _label_values(plot: object, points: float) -> None:
    plot.has_data_labels = True  # type: ignore[attr-defined]
    labels = plot.data_labels  # type: ignore[attr-defined]
    labels.show_value, labels.position = True, XL_LABEL_POSITION.OUTSIDE_END
    labels.number_format, labels.number_format_is_linked = '0.0"%"', False
    labels.font.size = Pt(points)
    set_east_asian(labels.font._rPr)


def _add_chart(
    slide: Slide, box: Box, kind: XL_CHART_TYPE, categories: Sequence[object], values: Sequence[float | None], name: str,
    points: float, about: str,
) -> Chart:  # fmt: skip
    """One series with its data inside the file, without legend and title; `about` is its text for those who cannot see."""
    data = CategoryChartData(number_format='0.0"%"')
    data.categories = list(categories)
    data.add_series(name, list(values))
    frame = slide.shapes.add_chart(kind, Inches(box.left), Inches(box.top), Inches(box.width), Inches(box.height), data)
    _describe(frame, name, about)
    chart = frame.chart
    chart.has_legend = chart.has_title = False
    _chart_font(chart, points)
    return chart


def _describe(frame: object, name: str, about: str) -> None:
    frame.name = f"图：{name}"  # type: ignore[attr-defined]
    frame._element.nvGraphicFramePr.cNvPr.set("descr", about or name)  # type: ignore[attr-defined]
