-- Tasks of leading units in scope whose day is over and that are not cancelled. Clause 五(一).
-- An extension counts when it was approved no later than the former deadline.
with due_tasks as (
    select u.as_of, u.version, u.unit, t.task_no, t.content, t.closed_on, t.row_id, t.upload_id,
        case when t.extended_on <= t.due_on then coalesce(t.extended_to, t.due_on) else t.due_on end as due_on
    from units_in_scope as u
    join task as t on t.unit = u.unit
    where t.opened_in <= u.version and (t.closed_in is null or t.closed_in > u.version)
      and (t.cancelled_on is null or t.cancelled_on > u.as_of)
)
select as_of, version, unit, task_no as key, concat_ws(' ', task_no, content) as label,
    due_on - date '2000-01-01' as sort_no, 'task' as dataset, row_id, upload_id,
    case when closed_on <= as_of then 'achieved' else 'missed' end as task_closed,
    case when closed_on <= due_on then 'achieved' else 'missed' end as task_on_time
from due_tasks
where due_on < as_of
