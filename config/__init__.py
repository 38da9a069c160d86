"""What the program is told: settings from the environment, dataset contracts, reference tables.

Read once, frozen. Imports no other room of the house.
"""
