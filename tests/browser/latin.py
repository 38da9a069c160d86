"""Finds Latin letters in what a user can see or hear on a page."""

from __future__ import annotations

import re

from playwright.sync_api import Page

# Names of files, addresses and formats are what they are; a definition's statement is shown for auditors.
FILE_NAMES = re.compile(
    r"[\w（）“”〔〕，、.\-]+\.(?:xlsx|xlsm|xls|et|xlsb|ods|csv|tsv|html|pdf|ofd|jpg|jpeg|png)\b", re.IGNORECASE
)
FORMATS = re.compile(r"\b(?:xlsx|xlsm|xls|et|xlsb|ods|csv|tsv|html|pdf|ofd|jpg|jpeg|png)\b", re.IGNORECASE)
CELLS = re.compile(r"(?<![A-Za-z0-9])(?:(?!HF\d{3})[A-Z]{1,3}\d+|Sheet\d*|VPN|IP)(?![A-Za-z0-9])")
LATIN = re.compile(r"[A-Za-z]+")

_COLLECT = """() => {
  const found = [];
  const skip = "script, style, noscript, code, pre, [data-testid=stIconMaterial], [data-testid=stCode]";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    if (element.closest(skip) || !element.checkVisibility()) continue;
    if (node.nodeType === Node.TEXT_NODE) found.push(node.nodeValue);
    else for (const name of ["title", "aria-label", "placeholder", "alt", "aria-valuetext"]) {
      if (element.hasAttribute(name)) found.push(element.getAttribute(name));
    }
  }
  found.push(document.title);
  return found;
}"""


def latin_on(page: Page) -> list[str]:
    """Every text with Latin letters, after file names, formats and cell addresses are taken out."""
    seen = []
    for text in page.evaluate(_COLLECT):
        rest = CELLS.sub("", FORMATS.sub("", FILE_NAMES.sub("", text)))
        if LATIN.search(rest):
            seen.append(text.strip())
    return sorted(set(seen))
