"""Pure decisions: no web framework, database, socket, clock or randomness.

Whatever changes between two calls (the time, salts, identifiers) is an argument.
"""
