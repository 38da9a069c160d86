"""Whether a page can be read and worked by everybody: contrast of its texts, reach of the keyboard, words for pictures."""

from __future__ import annotations

from playwright.sync_api import Page

# Texts whose contrast with what lies behind them is below AA (WCAG 2, 1.4.3): 4.5, or 3 from 24 px or bold 18.66 px.
_FAINT = """() => {
  const parse = text => { const n = (text.match(/[\\d.]+/g) || []).map(Number); return [n[0], n[1], n[2], n[3] ?? 1]; };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3]));
  const behind = element => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour.length === 4 && colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
  };
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const words = node.nodeValue.trim(), element = node.parentElement;
    if (!words || !element.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    if (element.closest('script, style, noscript, [disabled], [aria-disabled=true], .sr, [data-testid=stIconMaterial]')) continue;
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    const style = getComputedStyle(element), under = behind(element);
    const paint = element.namespaceURI.endsWith('svg') ? style.fill : style.color;
    if (!paint.startsWith('rgb')) continue;
    const top = over(parse(paint), under);
    const [a, b] = [light(top), light(under)].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize), bold = parseInt(style.fontWeight) >= 700;
    if ((a + 0.05) / (b + 0.05) + 0.01 < (size >= 24 || (bold && size >= 18.66) ? 3 : 4.5))
      found.add(`${words.slice(0, 30)} ${((a + 0.05) / (b + 0.05)).toFixed(2)} ${paint} ${under}`);
  }
  return [...found];
}"""

# Things that answer to a click and that the keyboard cannot reach; a group (tabs, choices) is reached as a whole.
_OUT_OF_REACH = """() => {
  const focusable = 'a[href], button, input, select, textarea, summary, canvas, iframe, [tabindex]:not([tabindex="-1"])';
  const group = '[role=radiogroup], [role=tablist], [role=listbox], [role=group], [data-baseweb], [data-testid=stDataFrame]';
  return [...document.querySelectorAll('body *')]
    .filter(e => e.checkVisibility() && getComputedStyle(e).cursor === 'pointer' && e.getBoundingClientRect().width > 1)
    .filter(e => !e.closest(focusable) && !e.closest(group) && !e.closest('label') && !e.querySelector(focusable))
    .map(e => `${e.tagName} ${e.className.toString().slice(0, 40)} ${e.textContent.trim().slice(0, 30)}`);
}"""

# Drawings that say nothing to somebody who cannot see them.
_SPEECHLESS = """() => [...document.querySelectorAll('.cdo svg, .cdo img, [data-testid=stImage] img')]
  .filter(e => e.checkVisibility() && e.getAttribute('aria-hidden') !== 'true' && !e.closest('[aria-hidden=true]'))
  .filter(e => !(e.getAttribute('aria-label') || e.getAttribute('alt') || e.querySelector(':scope > title')))
  .map(e => e.outerHTML.slice(0, 120))"""


def barriers_on(page: Page) -> list[str]:
    """Everything on the page as it stands that somebody could not read, reach or be told."""
    return [
        f"{kind}：{one}"
        for kind, script in (("对比度不足", _FAINT), ("键盘不能到达", _OUT_OF_REACH), ("图形没有文字说明", _SPEECHLESS))
        for one in page.evaluate(script)
    ]


# The main area may not scroll sideways; title, finding and figures of the head end inside it and are not clipped.
FAULTS_OF_WIDTH = """() => {
  const main = document.querySelector('[data-testid=stMain]'), edge = main.getBoundingClientRect().right;
  const found = main.scrollWidth > main.clientWidth ? [`宽${main.scrollWidth}，屏幕只有${main.clientWidth}`] : [];
  for (const part of main.querySelectorAll('.cdo .top > *, .cdo .say, .cdo .card')) {
    const box = part.getBoundingClientRect();
    if (box.right > edge || box.top < 0 || part.scrollWidth > part.clientWidth + 1)
      found.push(`“${part.innerText.slice(0, 20)}”被截断`);
  }
  // A table stays inside its column, or inside a box of its own that scrolls; else it lies over its neighbour.
  for (const table of main.querySelectorAll('.cdo table')) {
    const column = table.closest('[data-testid=stColumn]');
    const box = table.closest('.matrix, .scroll, .behind') || table;
    if (column && !getComputedStyle(table.closest('.cdo')).overflowX.match(/auto|scroll/)
        && box.getBoundingClientRect().right > column.getBoundingClientRect().right + 2)
      found.push(`表格“${table.innerText.slice(0, 20)}”伸出所在的栏`);
  }
  return found;
}"""


def cut_on(page: Page, width: int, height: int = 768) -> list[str]:
    """What is too wide or cut at a smaller screen; the page keeps that size afterwards."""
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_timeout(250)
    return list(page.evaluate(FAULTS_OF_WIDTH))
