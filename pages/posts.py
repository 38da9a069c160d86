"""队伍建设: posts filled and filed, vacancies with days, one person in two roles."""

from __future__ import annotations

from html import escape

from metrics.listings import Vacancy, list_double_roles, list_vacancies
from metrics.sentences import show_date
from services.contacts import list_contacts
from services.progress import Topic
from ui import cache
from ui.contacts import show_contacts
from ui.markup import show_list
from ui.session import look
from ui.topic import show_topic

here = look()
whose = f"（{here.unit.short_name}）" if here.unit else ""


def since_words(one: Vacancy) -> str:
    """How long a post has stood empty, or that nobody knows."""
    if one.is_unreported:
        return "未报送名单"
    return f"自{show_date(one.since)}，已{one.days}天" if one.since else "未任命"


def show_people(topic: Topic) -> None:
    """Vacancies and double roles by name."""
    vacancies = cache.listing(here, list_vacancies, "posts_filled", here.choices.unit)
    show_list(
        "空缺岗位" + whose,
        [(f"<div>{escape(here.names[one.unit])}　{escape(one.role)}</div>", since_words(one)) for one in vacancies],
        "没有空缺。",
        in_line=True,
    )
    doubles = cache.listing(here, list_double_roles, "posts_filled", here.choices.unit)
    show_list(
        "一人兼两岗" + whose,
        [
            (f"<div>{escape(here.names[one.unit])}　{escape(one.name)}</div>", escape("、".join(one.roles)))
            for one in doubles
        ],
        "没有一人兼两岗的情况。",
        in_line=True,
    )


def show_holders(topic: Topic) -> None:
    """Everybody in post on the day, with the way to reach them."""
    show_contacts(here, list_contacts(here.store, here.as_of, here.scope))


show_topic(here, "posts", show_people, {"在任人员": show_holders})
