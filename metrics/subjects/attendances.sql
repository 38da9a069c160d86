-- Attendance rows of units in scope, once the activity was held. Clause 五(一).
select u.as_of, u.version, u.unit, concat_ws(' / ', a.activity_name, a.held_on) as key, a.activity_name as label,
    a.held_on - date '2000-01-01' as sort_no, 'activity' as dataset, a.row_id, a.upload_id,
    case
        when a.attendance in ('出席', '委托代会') then 'achieved'
        when a.attendance = '请假' then 'exempt'
        else 'missed'
    end as attended
from units_in_scope as u
join activity as a on a.unit = u.unit
where a.opened_in <= u.version and (a.closed_in is null or a.closed_in > u.version)
  and a.held_on <= u.as_of
