-- Functions in the list of units in scope; they carry no dates. Clause 三(二)2.
select u.as_of, u.version, u.unit, f.function_name as key, f.function_name as label, 0 as sort_no,
    'function' as dataset, f.row_id, f.upload_id,
    case
        when f.is_catalogued then 'achieved'
        when f.is_catalogued is null then 'unreported'
        else 'missed'
    end as functions_covered
from units_in_scope as u
join "function" as f on f.unit = u.unit
where f.opened_in <= u.version and (f.closed_in is null or f.closed_in > u.version)
