"""Papers and workbooks out of results: figures and rows in, bytes out. Never asks a page, never counts."""
