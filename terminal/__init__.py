"""The commands of the terminal, by subject. cli.py runs them; they ask the same services as the pages."""
