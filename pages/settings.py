"""设置: names, review and backups set by the bureau or the technician; what else holds and where it is changed; self-test."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from config.settings import VERSION
from services.actor import NotAllowed
from services.backup_due import say_standing
from services.settings import list_settings, say_settings
from ui.backups import VIEW as BACKUPS
from ui.backups import show_backups
from ui.choose import switch_from_address
from ui.markup import show_head
from ui.round_forms import show_said
from ui.self_test import show_self_test
from ui.session import KEY_VIEW, look
from ui.settings_facts import show_facts
from ui.settings_form import show_backup_form, show_names_form

NAMES, FACTS, SELF_TEST = "看板设置", "期限和口径", "自检"

here = look()
try:
    settings = list_settings(here.store, here.actor)
except NotAllowed as refusal:
    show_head("设置")
    st.info(str(refusal))
    st.stop()
good, standing = say_standing(here.store, datetime.now(), with_reason=False)
show_head(
    "设置",
    (f"程序版本{VERSION}", f"数据第{here.version}版", "改后立即对所有人生效，记入操作日志"),
    say_settings(settings) + (standing if good else f"##{standing}##"),
)
show_said()
view = switch_from_address("查看", (NAMES, BACKUPS, FACTS, SELF_TEST), KEY_VIEW)
if view == NAMES:
    show_names_form(here, settings)
elif view == BACKUPS:
    show_backup_form(here, settings)
    show_backups(here)
elif view == FACTS:
    show_facts(here.today)
else:
    show_self_test(here)
