-- Live projects of units in scope. Clause 三(二)3 (专属意见), 三(三)1 (全过程管理).
select as_of, version, unit, project_name as key, project_name as label, 0 as sort_no,
    'project' as dataset, row_id, upload_id,
    case
        when approved_on is null or approved_on > as_of or approved_on < joined_on then null
        when approval_opinion_on <= approved_on then 'achieved'
        else 'missed'
    end as approval_opinion,
    case
        when accepted_on is null or accepted_on > as_of or accepted_on < joined_on then null
        when acceptance_opinion_on <= accepted_on then 'achieved'
        else 'missed'
    end as acceptance_opinion,
    case
        when due_on is null or due_on < joined_on or due_on >= as_of then null
        when accepted_on <= due_on then 'achieved'
        else 'missed'
    end as project_on_schedule,
    case
        when accepted_on is null or accepted_on < joined_on then null
        when evaluated_on <= as_of then 'achieved'
        when accepted_on + interval 6 month < as_of then 'missed'
    end as project_evaluated,
    case
        when accepted_on is null or accepted_on + interval 3 month >= as_of then null
        when usage = '在用' then 'achieved'
        when usage is null then 'unreported'
        else 'missed'
    end as project_in_use
from live_projects
