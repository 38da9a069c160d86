"""What the libraries' templates carry into a file: foreign program names, English names of themes and placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from lxml import etree

_APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties '
    'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>首席数据官制度试点看板</Application></Properties>"
).encode()


def clean_parts(parts: Iterable[Any], font: str = "") -> None:
    """Rewrites the program's name and the themes' names, and the themes' fonts when one is given.

    Args:
        parts: the parts of a python-pptx or python-docx package.
    """
    for part in parts:
        name = str(part.partname)
        if name == "/docProps/app.xml":
            part._blob = _APP
        elif part.content_type.endswith("theme+xml"):
            element = getattr(part, "_element", None)
            cleaned = _clean_theme(etree.tostring(element) if element is not None else part.blob, font)
            if element is None:
                part._blob = cleaned
            else:
                part._element = etree.fromstring(cleaned)


def _clean_theme(theme: bytes, font: str) -> bytes:
    text = etree.tostring(etree.fromstring(theme), encoding="unicode")
    text = text.replace('name="Office Theme"', 'name="公文"').replace('name="Office"', 'name="公文"')
    if font:
        text = re.sub(r'(<a:(?:latin|ea) typeface=)"[^"]*"', rf'\1"{font}"', text)
        text = re.sub(r'(<a:font script="Hans" typeface=)"[^"]*"', rf'\1"{font}"', text)
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text.encode()
