-- The terms the definitions share (section 2): every subject relation is read after these named steps.
-- Parameters: $1 dates, $2 versions (one for each date), $3 batch, $4 kind, $5 unit code ('' = not narrowed).
-- A row is known at version v when it was opened at or before v and not closed by then.

-- The dates asked for, each with the version of the rows it is seen through.
points as materialized (
    select unnest($1::date[]) as as_of, unnest($2::bigint[]) as version
),
versions as materialized (
    select distinct version from points
),

-- Units of the register at each point that have not left by then.
register as materialized (
    select p.as_of, p.version, u.code as unit, u.name, u.short_name, u.kind, u.batch, u.joined_on, u.left_on, u.sort_no
    from points as p, "unit" as u
    where u.opened_in <= p.version and (u.closed_in is null or u.closed_in > p.version)
      and (u.left_on is null or u.left_on > p.as_of)
      and ($3 = '' or u.batch = $3) and ($4 = '' or u.kind = $4) and ($5 = '' or u.code = $5)
),
units_in_scope as materialized (
    select * from register
    where kind is distinct from '县本级' and batch is distinct from '不纳入' and joined_on <= as_of
),
units_to_cover as (
    select * from register where kind is distinct from '县本级' and batch is distinct from '不纳入'
),
units_of_county as (
    select * from register where kind = '县本级'
),

-- Units with an accepted upload of a dataset known at the version, whatever its reporting day.
uploads as materialized (
    select v.version, c.dataset, c.unit, c.upload_id, c.reported_on, c.opened_in
    from versions as v, coverage as c
    where c.opened_in <= v.version and (c.closed_in is null or c.closed_in > v.version)
),
reporters as materialized (
    select distinct version, dataset, unit from uploads
),

-- Reliefs in force: 不纳入考核事项登记表.
reliefs as materialized (
    select distinct p.as_of, p.version, e.unit, e.metric
    from points as p, exemption as e
    where e.opened_in <= p.version and (e.closed_in is null or e.closed_in > p.version)
      and e.from_on <= p.as_of and (e.until_on is null or e.until_on >= p.as_of)
),

-- Deadlines the units set themselves: the first value accepted for the key.
first_promises as (
    select v.version, m.dataset, m.unit, m.key, m.field, arg_min(m.promised_on, m.opened_in) as promised_on
    from versions as v, promise as m
    where m.opened_in <= v.version and (m.closed_in is null or m.closed_in > v.version)
    group by all
),

-- Holders at D.
holders as (
    select u.as_of, u.version, u.unit, r.role, r.name, r.position, r.appointed_on, r.filed_on, r.is_leadership,
        r.row_id, r.upload_id
    from register as u
    join roster as r on r.unit = u.unit
    where r.opened_in <= u.version and (r.closed_in is null or r.closed_in > u.version)
      and r.appointed_on <= u.as_of and (r.ended_on is null or r.ended_on > u.as_of)
),
-- Live projects of units in scope. due_on: the first promised day of completion, due_now_on: the present plan.
live_projects as (
    select u.as_of, u.version, u.unit, u.joined_on, p.project_name, p.approved_on, p.approval_opinion_on,
        p.accepted_on, p.acceptance_opinion_on, p.evaluated_on, p.usage, p.row_id, p.upload_id,
        coalesce(f.promised_on, p.due_on) as due_on, p.due_on as due_now_on
    from units_in_scope as u
    join project as p on p.unit = u.unit
    left join first_promises as f
        on f.version = u.version and f.dataset = 'project' and f.field = 'due_on'
        and f.unit = p.unit and f.key = p.project_name
    where p.opened_in <= u.version and (p.closed_in is null or p.closed_in > u.version)
      and p.state is distinct from '终止'
),

-- Systems in use at D of units in scope. cloud_from: since when on the city cloud ('always' = the first of dates);
-- cloud_due_on: the first promise, cloud_due_now_on: the present plan.
systems_in_use as materialized (
    select u.as_of, u.version, u.unit, u.joined_on, s.system_name, s.launched_on, s.hosting, s.mlps_level,
        s.mlps_tested_on, s.crypto_tested_on, s.is_localised, s.row_id, s.upload_id,
        case when s.hosting = '市政务云' then coalesce(s.cloud_on, s.launched_on, date '0001-01-01') end as cloud_from,
        coalesce(s.hosting in ('省政务云', '上级部门'), false) as is_hosted_above,
        coalesce(s.exempt_reason, '') <> '' and coalesce(s.exempt_approval, '') <> '' as is_approved_off_cloud,
        coalesce(f.promised_on, s.cloud_due_on) as cloud_due_on, s.cloud_due_on as cloud_due_now_on,
        s.exempt_reason, s.exempt_approval
    from units_in_scope as u
    join "system" as s on s.unit = u.unit
    left join first_promises as f
        on f.version = u.version and f.dataset = 'system' and f.field = 'cloud_due_on'
        and f.unit = s.unit and f.key = s.system_name
    where s.opened_in <= u.version and (s.closed_in is null or s.closed_in > u.version)
      and s.state is distinct from '在建'
      and (s.launched_on is null or s.launched_on <= u.as_of)
      and (s.retired_on is null or s.retired_on > u.as_of)
      and (s.state is distinct from '停用' or s.retired_on is not null)
),

-- Live resources at D of units in scope.
live_resources as (
    select u.as_of, u.version, u.unit, c.resource_name, c.source_system, c.share_type, c.update_cycle,
        c.should_converge, c.catalogued_on, c.published_on, c.mounted_on, c.converged_on, c.updated_on,
        c.row_id, c.upload_id
    from versions as v
    join catalog as c on c.opened_in <= v.version and (c.closed_in is null or c.closed_in > v.version)
    join units_in_scope as u on u.version = v.version and u.unit = c.unit
    where c.retired_on is null or c.retired_on > u.as_of
),

-- The four lists and the first reporting day by D on which each was filed.
required_lists as (
    select * from (values
        ('system', '政务信息系统清单', 1), ('catalog', '公共数据资源清单', 2),
        ('function', '部门职能数据清单', 3), ('demand', '数据需求清单', 4)
    ) as t(dataset, title, sort_no)
),
filed_lists as (
    select u.as_of, u.version, u.unit, l.dataset, l.title, l.sort_no,
        min(f.reported_on) as filed_on, arg_min(f.upload_id, (f.reported_on, f.opened_in)) as upload_id
    from units_in_scope as u
    cross join required_lists as l
    left join uploads as f
        on f.version = u.version and f.unit = u.unit and f.dataset = l.dataset and f.reported_on <= u.as_of
    group by all
),

-- Demands that passed the review, at the provider in scope, with the last days for answer and delivery.
passed_demands as (
    select u.as_of, u.version, u.unit, d.unit as asked_by, d.resource_name, d.asked_on, d.answered_on, d.answer,
        d.delivered_on, d.row_id, d.upload_id, answer_day.day as answer_due_on, delivery_day.day as delivery_due_on
    from units_in_scope as u
    join demand as d on d.provider = u.unit
    left join reference.working_day as started on started.day = coalesce(d.reviewed_on, d.asked_on)
    left join reference.working_day as answer_day
        on answer_day.is_working and answer_day.working_no = started.working_no + 10
    left join reference.working_day as answered on answered.day = d.answered_on
    left join reference.working_day as delivery_day
        on delivery_day.is_working and delivery_day.working_no = answered.working_no + 20
    where d.opened_in <= u.version and (d.closed_in is null or d.closed_in > u.version)
      and d.review = '通过' and d.asked_on >= u.joined_on
),

-- Reports a unit owes, and when the first was received.
owed_reports as (
    select u.as_of, u.version, u.unit, o.kind, o.period, o.due_on, o.is_pilot, r.received_on, r.row_id, r.upload_id
    from units_in_scope as u
    join reference.obligation as o
        on u.joined_on + o.notice_days <= o.due_on
        and (u.left_on is null or u.left_on > o.due_on)
        and (len(o.batches) = 0 or list_contains(o.batches, u.batch))
    left join report as r
        on r.unit = u.unit and r.kind = o.kind and r.period = o.period
        and r.opened_in <= u.version and (r.closed_in is null or r.closed_in > u.version)
)
