-- Holders at D of the post 首席数据官, one for each roster row. Clause 三(一)2, 3.
select h.as_of, h.version, h.unit, concat_ws(' / ', h.role, h.name, h.appointed_on) as key,
    concat_ws(' ', h.role, h.name) as label, 0 as sort_no, 'roster' as dataset, h.row_id, h.upload_id,
    case
        when h.is_leadership then 'achieved'
        when h.is_leadership is null then 'unreported'
        else 'missed'
    end as cdo_in_leadership
from holders as h
join units_in_scope as u on u.as_of = h.as_of and u.version = h.version and u.unit = h.unit
where h.role = '首席数据官'
