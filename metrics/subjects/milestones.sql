-- Milestones of units in scope: the outcomes of the parts, reliefs applied, as listed in the milestone table.
-- Clause 三, 四, 五.
with outcomes as (
    select 'units_complete' as metric, 'units_complete' as id, as_of, version, unit, dataset, row_id, upload_id,
        units_complete as outcome
    from units_rows where units_complete is not null
    union all
    select 'workplan_filed', 'workplan_filed', as_of, version, unit, dataset, row_id, upload_id, workplan_filed
    from workplans_rows
    union all
    select 'trained', 'trained', as_of, version, unit, dataset, row_id, upload_id, trained
    from trainings_rows
    union all
    select 'lists_filed', concat('list_', dataset), as_of, version, unit, dataset, row_id, upload_id, lists_filed
    from lists_rows
    union all
    select 'security_basics', 'security_basics', as_of, version, unit, dataset, null, null, security_basics
    from security_items_rows
    union all
    select 'scenario_live', 'scenario_live', as_of, version, unit, dataset, row_id, upload_id, scenario_live
    from scenarios_rows
),
relieved as (
    select o.* replace (
        case
            when o.outcome in ('missed', 'unreported') and r.metric is not null then 'exempt'
            else o.outcome
        end as outcome
    )
    from outcomes as o
    left join reliefs as r on r.as_of = o.as_of and r.version = o.version and r.unit = o.unit and r.metric = o.metric
),
security as (
    select as_of, version, unit,
        case
            when count(*) filter (outcome = 'exempt') = count(*) then 'exempt'
            when count(*) filter (outcome in ('achieved', 'exempt')) = count(*) then 'achieved'
            when count(*) filter (outcome = 'unreported') = count(*) then 'unreported'
            else 'missed'
        end as outcome
    from relieved
    where id = 'security_basics'
    group by all
),
parts as (
    select as_of, version, unit, id, outcome, dataset, row_id, upload_id
    from relieved
    where id <> 'security_basics'
    union all
    select as_of, version, unit, 'security_basics', outcome, 'security', null, null
    from security
),
reports as (
    select o.as_of, o.version, o.unit, concat_ws(' / ', o.kind, o.period) as key,
        concat('报送', nullif(o.period, '试点期'), replace(o.kind, '半年度', '')) as label,
        o.due_on - date '2000-01-01' as sort_no, o.row_id, o.upload_id,
        case
            when o.received_on <= o.as_of then 'achieved'
            when r.metric is not null then 'exempt'
            else 'missed'
        end as outcome
    from owed_reports as o
    left join reliefs as r
        on r.as_of = o.as_of and r.version = o.version and r.unit = o.unit and r.metric = 'report_submitted'
    where o.is_pilot and (o.due_on < o.as_of or o.received_on <= o.as_of)
)
select p.as_of, p.version, p.unit, p.id as key, m.label, m.sort_no, p.dataset, p.row_id, p.upload_id,
    p.outcome as pilot_progress
from parts as p
join reference.milestone as m on m.id = p.id
where m.counted_after is null or p.as_of > m.counted_after or p.outcome = 'achieved'
union all
select as_of, version, unit, key, label, sort_no, 'report', row_id, upload_id, outcome
from reports
