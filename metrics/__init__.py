"""Rows in, figures out: 口径 catalogue, one relation per kind of subject, counting, lights, sentences.

Never reads workbooks.
"""
