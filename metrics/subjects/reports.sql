-- Reports received from units in scope: are all demanded parts there? Clause 五(一), 四(三).
-- 半年度: four parts and at least eight clauses (3 duties and 5 tasks); 试点总结: three parts.
with received as (
    select u.as_of, u.version, u.unit, r.kind, r.period, r.received_on, r.has_results, r.has_problems, r.has_plan,
        r.row_id, r.upload_id,
        case when r.kind = '试点工作总结' then true else r.has_evidence end as has_evidence,
        r.kind = '试点工作总结' or coalesce(r.clause_count >= 8, false) as has_clauses
    from units_in_scope as u
    join report as r on r.unit = u.unit
    where r.opened_in <= u.version and (r.closed_in is null or r.closed_in > u.version)
      and r.received_on <= u.as_of
)
select as_of, version, unit, concat_ws(' / ', kind, period) as key, concat(nullif(period, '试点期'), replace(kind, '半年度', '')) as label,
    received_on - date '2000-01-01' as sort_no, 'report' as dataset, row_id, upload_id,
    case
        when has_results = false or has_problems = false or has_plan = false or has_evidence = false then 'missed'
        when not has_clauses then 'missed'
        when has_results is null or has_problems is null or has_plan is null or has_evidence is null then 'unreported'
        else 'achieved'
    end as report_complete
from received
