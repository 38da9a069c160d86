-- Reports owed by units in scope, once the due day is over. Clause 五(一), 四(三).
select as_of, version, unit, concat_ws(' / ', kind, period) as key, concat(nullif(period, '试点期'), replace(kind, '半年度', '')) as label,
    due_on - date '2000-01-01' as sort_no, 'report' as dataset, row_id, upload_id,
    case when received_on <= as_of then 'achieved' else 'missed' end as report_submitted,
    case when received_on <= due_on then 'achieved' else 'missed' end as report_on_time
from owed_reports
where due_on < as_of
