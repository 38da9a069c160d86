-- Lists: units in scope × the four lists; a nil return counts. Clause 三(二)2, 三(三)3.
select as_of, version, unit, title as key, title as label, sort_no, dataset, null::bigint as row_id, upload_id,
    case when filed_on is not null then 'achieved' else 'missed' end as lists_filed
from filed_lists
