-- “善美系列” applications: one subject for each unit in scope. Clause 三(三)4.
with live as (
    select u.as_of, u.version, u.unit, arg_min(s.row_id, (s.launched_on, s.row_id)) as row_id,
        arg_min(s.upload_id, (s.launched_on, s.row_id)) as upload_id
    from units_in_scope as u
    join scenario as s on s.unit = u.unit
    where s.opened_in <= u.version and (s.closed_in is null or s.closed_in > u.version)
      and s.app in ('善美村居', '善美店小二', '民情地图')
      and s.launched_on <= u.as_of and (s.stopped_on is null or s.stopped_on > u.as_of)
    group by all
)
select u.as_of, u.version, u.unit, u.unit as key, coalesce(u.short_name, u.name) as label, 0 as sort_no,
    'scenario' as dataset, l.row_id, l.upload_id,
    case
        when l.row_id is not null then 'achieved'
        when n.unit is null then 'unreported'
        else 'missed'
    end as scenario_live
from units_in_scope as u
left join live as l on l.as_of = u.as_of and l.version = u.version and l.unit = u.unit
left join reporters as n on n.version = u.version and n.unit = u.unit and n.dataset = 'scenario'
