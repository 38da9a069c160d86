"""Workbooks in, checked tables out. Never calls metrics; never writes the warehouse."""
