"""The way from a topic page to the register its figures are counted from, for those who keep it."""

from __future__ import annotations

from config.contracts import load_contracts
from services.registers import may_edit
from ui.markup import link, show
from ui.session import KEY_REGISTER, Look

# Page of a task area → the registers kept for it.
OF_AREA = {
    "reports": ("report",),
    "meetings": ("activity",),
    "tasks": ("task",),
    "evaluation": ("evaluation", "good_case"),
    "cloud": ("exemption",),
}


def show_register_links(look: Look, area: str) -> None:
    """Links to the registers of an area; nothing for who may not edit them."""
    titles = {one: load_contracts()[one].title for one in OF_AREA.get(area, ()) if may_edit(one, look.actor)}
    words = "　".join(
        link("registers", look.choices.params(**{KEY_REGISTER: one}), f"登记或修改{title}", css="defined")
        for one, title in titles.items()
    )
    if words:
        show(f'<p class="foot">{words}</p>')
