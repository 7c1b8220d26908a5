"""psycopg's asynchronous connection to a PostgreSQL server, from synchronous code."""

import sys

import psycopg_sync as shims

connection = shims.AsyncConnection_connect_sync(
    f"host=127.0.0.1 port={sys.argv[1]} user=mochi dbname=postgres"
)
with shims.AsyncConnection_enter_sync(connection):
    shims.AsyncConnection_execute_sync(connection, "CREATE TABLE psy_items (id int)")
    with shims.AsyncConnection_cursor_sync(connection) as cursor:
        shims.AsyncCursor_executemany_sync(
            cursor, "INSERT INTO psy_items VALUES (%s)", [(1,), (2,)]
        )
        shims.AsyncCursor_execute_sync(cursor, "SELECT id FROM psy_items ORDER BY id")
        assert list(shims.AsyncCursor_iter_sync(cursor)) == [(1,), (2,)]
    shims.AsyncConnection_commit_sync(connection)
assert connection.closed
print("psycopg: ok")
