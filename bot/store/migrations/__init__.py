"""The migrations that create and change the tables, as Alembic runs them."""
