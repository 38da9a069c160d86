-- Evaluations: the latest confirmed one of each unit in scope. Clause 五(三).
with confirmed as (
    select u.as_of, u.version, u.unit, e.period, e.grade, e.row_id, e.upload_id,
        row_number() over (
            partition by u.as_of, u.version, u.unit order by e.evaluated_on desc, e.period desc, e.row_id desc
        ) as recency
    from units_in_scope as u
    join evaluation as e on e.unit = u.unit
    where e.opened_in <= u.version and (e.closed_in is null or e.closed_in > u.version)
      and e.is_confirmed and e.evaluated_on <= u.as_of
)
select as_of, version, unit, unit as key, concat(period, '履职评价') as label, 0 as sort_no,
    'evaluation' as dataset, row_id, upload_id,
    case when grade = '优秀' then 'achieved' else 'missed' end as evaluation_excellent
from confirmed
where recency = 1
