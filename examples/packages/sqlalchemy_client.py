"""SQLAlchemy's asynchronous engine on a PostgreSQL server, from synchronous code."""

import sys

import sqlalchemy
import sqlalchemy.ext.asyncio
import sqlalchemy_sync as shims

engine = sqlalchemy.ext.asyncio.create_async_engine(
    f"postgresql+asyncpg://mochi@127.0.0.1:{sys.argv[1]}/postgres"
)
with shims.ext_asyncio_AsyncEngine_begin_sync(engine) as connection:
    create = sqlalchemy.text("CREATE TABLE sa_items (id int)")
    shims.ext_asyncio_AsyncConnection_execute_sync(connection, create)
    insert = sqlalchemy.text("INSERT INTO sa_items VALUES (:id)")
    shims.ext_asyncio_AsyncConnection_execute_sync(connection, insert, [{"id": 1}, {"id": 2}])
    select = sqlalchemy.text("SELECT id FROM sa_items ORDER BY id")
    with shims.ext_asyncio_AsyncConnection_stream_enter_sync(connection, select) as result:
        assert [row.id for row in shims.ext_asyncio_AsyncResult_iter_sync(result)] == [1, 2]
shims.ext_asyncio_AsyncEngine_dispose_sync(engine)
print("sqlalchemy: ok")
