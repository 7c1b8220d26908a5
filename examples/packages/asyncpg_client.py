"""asyncpg against a PostgreSQL server, from synchronous code."""

import sys

import asyncpg_sync as shims

place = {"host": "127.0.0.1", "port": int(sys.argv[1]), "user": "mochi", "database": "postgres"}
connection = shims.connect_sync(**place)
shims.Connection_execute_sync(connection, "CREATE TABLE pg_items (id int, name text)")
with shims.Connection_transaction_sync(connection):
    shims.Connection_executemany_sync(
        connection, "INSERT INTO pg_items VALUES ($1, $2)", [(1, "one"), (2, "two")]
    )
    cursor = connection.cursor("SELECT * FROM pg_items ORDER BY id")
    assert [row["name"] for row in shims.iter_sync(cursor)] == ["one", "two"]
assert shims.Connection_fetchval_sync(connection, "SELECT count(*) FROM pg_items") == 2
shims.Connection_close_sync(connection)

with shims.create_pool_enter_sync(**place, min_size=1, max_size=2) as pool:
    with shims.Pool_acquire_enter_sync(pool) as one:
        assert shims.await_sync(one.fetchval("SELECT 40 + 2")) == 42
print("asyncpg: ok")
