-- Live resources at D of units in scope. Clause 三(三)3.
select as_of, version, unit, resource_name as key, resource_name as label, 0 as sort_no,
    'catalog' as dataset, row_id, upload_id,
    case when catalogued_on <= as_of then 'achieved' else 'missed' end as catalogued,
    case when published_on <= as_of then 'achieved' else 'missed' end as published,
    case
        when share_type = '不予共享' then null
        when mounted_on <= as_of then 'achieved'
        else 'missed'
    end as mounted,
    case
        when should_converge = false then null
        when converged_on <= as_of then 'achieved'
        when should_converge is null then 'unreported'
        else 'missed'
    end as converged,
    case
        when mounted_on is null or mounted_on > as_of then null
        when update_cycle is null then null
        when update_cycle not in ('每日', '每周', '每月', '每季度', '每半年', '每年') then null
        when updated_on > as_of then 'unknown'
        when updated_on is null then 'unreported'
        when update_cycle = '每日' and updated_on + interval 1 day >= as_of then 'achieved'
        when update_cycle = '每周' and updated_on + interval 7 day >= as_of then 'achieved'
        when update_cycle = '每月' and updated_on + interval 1 month >= as_of then 'achieved'
        when update_cycle = '每季度' and updated_on + interval 3 month >= as_of then 'achieved'
        when update_cycle = '每半年' and updated_on + interval 6 month >= as_of then 'achieved'
        when update_cycle = '每年' and updated_on + interval 12 month >= as_of then 'achieved'
        else 'missed'
    end as fresh
from live_resources
