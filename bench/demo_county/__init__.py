"""The invented county behind data/samples: facts with their dates, the rounds they were sent in, the untidy workbooks.

Nothing here is used by the program; `python -m bench.make_demo` writes data/samples anew.
"""
