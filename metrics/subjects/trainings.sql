-- Training: one subject for each unit in scope. Exempt while no training of any unit was held since it joined.
-- Clause 四(二).
with held as (
    select v.version, a.unit, a.held_on, a.attendance, a.row_id, a.upload_id
    from versions as v, activity as a
    where a.opened_in <= v.version and (a.closed_in is null or a.closed_in > v.version)
      and a.kind = '培训'
),
present as (
    select u.as_of, u.version, u.unit, arg_min(h.row_id, (h.held_on, h.row_id)) as row_id,
        arg_min(h.upload_id, (h.held_on, h.row_id)) as upload_id
    from units_in_scope as u
    join held as h on h.version = u.version and h.unit = u.unit
    where h.attendance = '出席' and h.held_on <= u.as_of
    group by all
),
invited as (
    select distinct u.as_of, u.version, u.unit
    from units_in_scope as u
    join (select distinct version, held_on from held) as h on h.version = u.version
    where h.held_on <= u.as_of and h.held_on >= u.joined_on
)
select u.as_of, u.version, u.unit, u.unit as key, coalesce(u.short_name, u.name) as label, 0 as sort_no,
    'activity' as dataset, p.row_id, p.upload_id,
    case
        when p.row_id is not null then 'achieved'
        when i.unit is null then 'exempt'
        else 'missed'
    end as trained
from units_in_scope as u
left join present as p on p.as_of = u.as_of and p.version = u.version and p.unit = u.unit
left join invited as i on i.as_of = u.as_of and i.version = u.version and i.unit = u.unit
