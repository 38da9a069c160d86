-- Posts: units in scope × 首席数据官, 数据专员, 政务专员; 县本级 × 首席数据官, 首席数据执行官. Clause 三(一)1, 2, 3.
with posts as (
    select u.as_of, u.version, u.unit, r.role, r.sort_no, false as is_county
    from units_in_scope as u
    cross join (values ('首席数据官', 1), ('数据专员', 2), ('政务专员', 3)) as r(role, sort_no)
    union all
    select u.as_of, u.version, u.unit, r.role, r.sort_no, true as is_county
    from units_of_county as u
    cross join (values ('首席数据官', 1), ('首席数据执行官', 2)) as r(role, sort_no)
),
held as (
    select as_of, version, unit, role, arg_min(row_id, (appointed_on, row_id)) as row_id,
        arg_min(upload_id, (appointed_on, row_id)) as upload_id
    from holders
    group by all
),
judged as (
    select p.*, h.row_id, h.upload_id,
        case
            when h.row_id is not null then 'achieved'
            when n.unit is null then 'unreported'
            else 'missed'
        end as outcome
    from posts as p
    left join held as h on h.as_of = p.as_of and h.version = p.version and h.unit = p.unit and h.role = p.role
    left join reporters as n on n.version = p.version and n.unit = p.unit and n.dataset = 'roster'
)
select as_of, version, unit, role as key, role as label, sort_no, 'roster' as dataset, row_id, upload_id,
    case when is_county then outcome end as county_posts,
    case when not is_county then outcome end as posts_filled
from judged
