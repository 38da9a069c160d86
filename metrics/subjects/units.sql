-- Units: complete when each of the three roles has a filed holder and the two 专员 are at least two people.
-- Clause 三(一)2, 3 for units in scope; 四(四) for every unit the register wants covered.
with filled as (
    select as_of, version, unit,
        count(distinct role) filter (
            role in ('首席数据官', '数据专员', '政务专员') and filed_on <= as_of
        ) as filed_role_count,
        count(distinct name) filter (role in ('数据专员', '政务专员')) as officer_count
    from holders
    group by all
),
judged as (
    select u.as_of, u.version, u.unit, coalesce(u.short_name, u.name) as label,
        coalesce(u.joined_on <= u.as_of, false) as is_in_scope,
        case
            when f.filed_role_count = 3 and f.officer_count >= 2 then 'achieved'
            when n.unit is null then 'unreported'
            else 'missed'
        end as outcome
    from units_to_cover as u
    left join filled as f on f.as_of = u.as_of and f.version = u.version and f.unit = u.unit
    left join reporters as n on n.version = u.version and n.unit = u.unit and n.dataset = 'roster'
)
select as_of, version, unit, unit as key, label, 0 as sort_no, 'roster' as dataset, null::bigint as row_id,
    null::bigint as upload_id,
    case when is_in_scope then outcome end as units_complete,
    outcome as rollout_coverage
from judged
