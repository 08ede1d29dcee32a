"""The database: opening it, the group-commit writer, migrations, differences of engines."""
