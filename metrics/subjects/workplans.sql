-- Work plans: one subject for each unit in scope. Clause 四(一).
with filed as (
    select u.as_of, u.version, u.unit, arg_min(w.row_id, (w.filed_on, w.row_id)) as row_id,
        arg_min(w.upload_id, (w.filed_on, w.row_id)) as upload_id
    from units_in_scope as u
    join workplan as w on w.unit = u.unit
    where w.opened_in <= u.version and (w.closed_in is null or w.closed_in > u.version)
      and w.sealed and w.filed_on <= u.as_of
    group by all
)
select u.as_of, u.version, u.unit, u.unit as key, coalesce(u.short_name, u.name) as label, 0 as sort_no,
    'workplan' as dataset, f.row_id, f.upload_id,
    case
        when f.row_id is not null then 'achieved'
        when n.unit is null then 'unreported'
        else 'missed'
    end as workplan_filed
from units_in_scope as u
left join filed as f on f.as_of = u.as_of and f.version = u.version and f.unit = u.unit
left join reporters as n on n.version = u.version and n.unit = u.unit and n.dataset = 'workplan'
