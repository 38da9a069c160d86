"""The use cases: what a page or the terminal may ask for, one module each. Every act names its Actor and is audited."""
