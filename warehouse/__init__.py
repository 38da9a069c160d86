"""The store: DuckDB file, versions, history, lineage, audit, originals. Knows rows, not metrics or workbooks."""
