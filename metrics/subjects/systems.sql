-- Systems in use at D of units in scope. Clause 三(三)2 (迁云上云), 3 (编目), 5 (安全管理).
-- source_systems: the first day a resource naming the system as its source was catalogued, by the resource's life.
with source_systems as (
    select unit, source_system, retired_on, opened_in, closed_in, min(catalogued_on) as catalogued_on
    from catalog
    where source_system is not null and catalogued_on is not null
    group by all
),
covered as (
    select distinct s.as_of, s.version, s.unit, s.system_name
    from systems_in_use as s
    join source_systems as c on c.unit = s.unit and c.source_system = s.system_name
    where c.opened_in <= s.version and (c.closed_in is null or c.closed_in > s.version)
      and (c.retired_on is null or c.retired_on > s.as_of)
      and c.catalogued_on <= s.as_of
)
select s.as_of, s.version, s.unit, s.system_name as key, s.system_name as label, 0 as sort_no,
    'system' as dataset, s.row_id, s.upload_id,
    case
        when s.cloud_from <= s.as_of then 'achieved'
        when s.is_hosted_above or s.is_approved_off_cloud then 'exempt'
        else 'missed'
    end as cloud_migrated,
    case
        when s.launched_on is null or s.launched_on < s.joined_on then null
        when s.cloud_from <= s.as_of then 'achieved'
        when s.is_hosted_above then 'exempt'
        else 'missed'
    end as cloud_new,
    case
        when s.cloud_due_on is null or s.cloud_due_on >= s.as_of then null
        when s.cloud_from <= s.cloud_due_on then 'achieved'
        when s.is_hosted_above or s.is_approved_off_cloud then 'exempt'
        else 'missed'
    end as cloud_on_plan,
    case when c.system_name is not null then 'achieved' else 'missed' end as systems_covered,
    case
        when s.mlps_level in ('一级', '二级', '三级', '四级') then 'achieved'
        when s.mlps_level is null then 'unreported'
        else 'missed'
    end as mlps_graded,
    case
        when s.mlps_level is null or s.mlps_level not in ('二级', '三级', '四级') then null
        when s.mlps_tested_on > s.as_of then 'unknown'
        when s.mlps_level = '二级' and s.mlps_tested_on + interval 24 month >= s.as_of then 'achieved'
        when s.mlps_level = '三级' and s.mlps_tested_on + interval 12 month >= s.as_of then 'achieved'
        when s.mlps_level = '四级' and s.mlps_tested_on + interval 6 month >= s.as_of then 'achieved'
        else 'missed'
    end as mlps_valid,
    case
        when s.mlps_level is null or s.mlps_level not in ('三级', '四级') then null
        when s.crypto_tested_on > s.as_of then 'unknown'
        when s.crypto_tested_on + interval 12 month >= s.as_of then 'achieved'
        else 'missed'
    end as crypto_valid,
    case
        when s.is_localised then 'achieved'
        when s.is_localised is null then 'unreported'
        else 'missed'
    end as localised
from systems_in_use as s
left join covered as c
    on c.as_of = s.as_of and c.version = s.version and c.unit = s.unit and c.system_name = s.system_name
