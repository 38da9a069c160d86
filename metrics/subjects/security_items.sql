-- Security basics: units in scope × the four items; a risk assessment holds for twelve months. Clause 三(三)5.
with items as (
    select u.as_of, u.version, u.unit, i.item, i.sort_no
    from units_in_scope as u
    cross join (values ('安全管理制度', 1), ('安全保护措施', 2), ('应急预案', 3), ('风险评估', 4)) as i(item, sort_no)
),
filed as (
    select i.as_of, i.version, i.unit, i.item, s.done_on, s.row_id, s.upload_id,
        (s.valid_until is null or s.valid_until >= i.as_of)
        and (i.item <> '风险评估' or s.done_on + interval 12 month >= i.as_of) as is_in_force
    from items as i
    join security as s on s.unit = i.unit and s.item = i.item
    where s.opened_in <= i.version and (s.closed_in is null or s.closed_in > i.version)
      and s.done_on <= i.as_of
),
-- One row speaks for each item: the latest in force, else the latest that has run out.
latest as (
    select as_of, version, unit, item, bool_or(is_in_force) as has_one_in_force,
        arg_max(row_id, (is_in_force, done_on, row_id)) as row_id,
        arg_max(upload_id, (is_in_force, done_on, row_id)) as upload_id
    from filed
    group by all
)
select i.as_of, i.version, i.unit, i.item as key, i.item as label, i.sort_no, 'security' as dataset,
    f.row_id, f.upload_id,
    case
        when f.has_one_in_force then 'achieved'
        when n.unit is null then 'unreported'
        else 'missed'
    end as security_basics
from items as i
left join latest as f on f.as_of = i.as_of and f.version = i.version and f.unit = i.unit and f.item = i.item
left join reporters as n on n.version = i.version and n.unit = i.unit and n.dataset = 'security'
