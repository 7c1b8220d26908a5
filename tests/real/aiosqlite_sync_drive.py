import sqlite3
import tempfile
from pathlib import Path

import aiosqlite_sync as shims
import crowd

with tempfile.TemporaryDirectory() as directory:
    path = str(Path(directory, "mochi.db"))
    connection = shims.connect_sync(path)
    shims.Connection_execute_sync(connection, "CREATE TABLE t (n INTEGER PRIMARY KEY, text TEXT)")

    def insert(n: int) -> int:
        sql = "INSERT INTO t VALUES (?, ?)"
        cursor = shims.Connection_execute_sync(connection, sql, (n, f"row {n}"))
        return cursor.rowcount

    assert [insert(n) for n in range(50)] == [1] * 50
    assert crowd.each_of(200, lambda n: insert(n + 50)) == [1] * 200
    shims.Connection_commit_sync(connection)
    try:
        insert(0)
    except sqlite3.IntegrityError:
        pass
    else:
        raise AssertionError("there are two rows 0")

    rows = [(n, f"row {n}") for n in range(250)]
    cursor = shims.Connection_execute_sync(connection, "SELECT * FROM t ORDER BY n")
    assert list(shims.Cursor_iter_sync(cursor)) == rows
    cursor = shims.Connection_execute_sync(connection, "SELECT * FROM t ORDER BY n")
    for row in shims.Cursor_iter_sync(cursor):
        if tuple(row) == rows[5]:
            break
    shims.Connection_close_sync(connection)

    # The file holds it, and a connection that is entered closes itself.
    with sqlite3.connect(path) as plain:
        assert plain.execute("SELECT count(*) FROM t").fetchone() == (250,)
    plain.close()
    with shims.connected_sync(path) as connection:
        cursor = shims.Connection_execute_sync(connection, "SELECT n FROM t WHERE n < ?", [3])
        assert [n for (n,) in shims.Cursor_iter_sync(cursor)] == [0, 1, 2]
