"""Run migrations on the connection that `nachklang.registry` hands over, in its transaction."""

from alembic import context

from nachklang.registry._tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
