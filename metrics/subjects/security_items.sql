-- Security basics: units in scope × the four items; a risk assessment holds for twelve months. Clause 三(三)5.
with items as (
    select u.as_of, u.version, u.unit, i.item, i.sort_no
    from units_in_scope as u
    cross join (values ('安全管理制度', 1), ('安全保护措施', 2), ('应急预案', 3), ('风险评估', 4)) as i(item, sort_no)
),
in_force as (
    select i.as_of, i.version, i.unit, i.item, arg_max(s.row_id, (s.done_on, s.row_id)) as row_id,
        arg_max(s.upload_id, (s.done_on, s.row_id)) as upload_id
    from items as i
    join security as s on s.unit = i.unit and s.item = i.item
    where s.opened_in <= i.version and (s.closed_in is null or s.closed_in > i.version)
      and s.done_on <= i.as_of and (s.valid_until is null or s.valid_until >= i.as_of)
      and (i.item <> '风险评估' or s.done_on + interval 12 month >= i.as_of)
    group by all
)
select i.as_of, i.version, i.unit, i.item as key, i.item as label, i.sort_no, 'security' as dataset,
    f.row_id, f.upload_id,
    case
        when f.row_id is not null then 'achieved'
        when n.unit is null then 'unreported'
        else 'missed'
    end as security_basics
from items as i
left join in_force as f on f.as_of = i.as_of and f.version = i.version and f.unit = i.unit and f.item = i.item
left join reporters as n on n.version = i.version and n.unit = i.unit and n.dataset = 'security'
