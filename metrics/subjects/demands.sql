-- Demands that passed the review, counted at the providing unit. Clause 三(三)3.
select as_of, version, unit, concat_ws(' / ', asked_by, resource_name, asked_on) as key, resource_name as label,
    0 as sort_no, 'demand' as dataset, row_id, upload_id,
    case
        when answer_due_on is null or answer_due_on >= as_of then null
        when answered_on <= answer_due_on then 'achieved'
        else 'missed'
    end as demand_answered,
    case
        when answered_on is null or answered_on > as_of then null
        when answer = '不同意' then 'exempt'
        when delivered_on <= as_of then 'achieved'
        when delivery_due_on < as_of then 'missed'
    end as demand_satisfied
from passed_demands
