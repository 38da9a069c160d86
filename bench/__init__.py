"""Speed beside what a user would do instead, measured in one run and printed as a table. Not part of the tests."""
