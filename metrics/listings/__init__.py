"""Lists and counts that are not rates: vacancies, hosting, reports, deadlines, tasks, explanations, changes, projects.

They read the same terms as the figures, at the same points and scopes, so they agree with them.
"""

from metrics.listings.changes import Change, list_changes, say_change
from metrics.listings.cloud import (
    PLACE_NAMES,
    Hosting,
    SystemPlace,
    count_hosting,
    list_moved_plans,
    list_new_off_cloud,
    list_systems,
)
from metrics.listings.data import (
    UNJUDGED_CYCLES,
    AppUse,
    AttendanceCount,
    Refusals,
    ResourceCount,
    WaitingDemand,
    count_apps,
    count_attendance,
    count_refusals,
    count_share_types,
    count_update_cycles,
    list_waiting_demands,
)
from metrics.listings.deadlines import (
    DEADLINE_NAMES,
    Deadline,
    list_deadlines,
    list_tests_due,
)
from metrics.listings.explanations import (
    Explanation,
    Miss,
    find_misses,
    list_explanations,
)
from metrics.listings.people import (
    DoubleRole,
    Holder,
    Vacancy,
    list_double_roles,
    list_holders,
    list_vacancies,
)
from metrics.listings.projects import (
    STAGES,
    ProjectState,
    StageCount,
    count_stages,
    list_projects,
)
from metrics.listings.reports import (
    ClauseContent,
    OpenPeriod,
    ReportDuty,
    list_contents,
    list_open_periods,
    list_report_duties,
)
from metrics.listings.tasks import (
    Task,
    TaskCounts,
    count_tasks,
    list_overdue_tasks,
    list_tasks,
)

__all__ = [
    "DEADLINE_NAMES",
    "PLACE_NAMES",
    "STAGES",
    "UNJUDGED_CYCLES",
    "AppUse",
    "AttendanceCount",
    "Change",
    "ClauseContent",
    "Deadline",
    "DoubleRole",
    "Explanation",
    "Holder",
    "Hosting",
    "Miss",
    "OpenPeriod",
    "ProjectState",
    "Refusals",
    "ReportDuty",
    "ResourceCount",
    "StageCount",
    "SystemPlace",
    "Task",
    "TaskCounts",
    "Vacancy",
    "WaitingDemand",
    "count_apps",
    "count_attendance",
    "count_hosting",
    "count_refusals",
    "count_share_types",
    "count_stages",
    "count_tasks",
    "count_update_cycles",
    "find_misses",
    "list_changes",
    "list_contents",
    "list_deadlines",
    "list_double_roles",
    "list_explanations",
    "list_holders",
    "list_moved_plans",
    "list_new_off_cloud",
    "list_open_periods",
    "list_overdue_tasks",
    "list_projects",
    "list_report_duties",
    "list_systems",
    "list_tasks",
    "list_tests_due",
    "list_vacancies",
    "list_waiting_demands",
    "say_change",
]
