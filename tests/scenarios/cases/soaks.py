"""Soaks, each of many minutes: `cargo test --test scenarios -- --ignored soaks::`."""

import asyncio
import gc
import os
import threading

from scenario import BOTH_PERSISTENT, scenario

THREADS = 8
CALLS = 1_000_000


@scenario("G10", BOTH_PERSISTENT, seconds=7200, soaks=True)
def a_million_calls_beside_the_garbage_collector(m):
    """None is lost, stuck or swapped, and nothing is left of them."""

    class Mine(Exception):
        pass

    async def work(key):
        kind = key % 10
        if kind == 0:
            await asyncio.sleep(0)
        elif kind == 1:
            cycle = [key]
            cycle.append(cycle)
        elif kind == 2:
            raise Mine(key)
        elif kind == 3:
            return await asyncio.get_running_loop().create_task(asyncio.sleep(0, key))
        return key

    def call(key):
        try:
            return m.call_sync(work, key)
        except Mine as exc:
            return exc.args[0]

    def thread(first, number):
        for key in range(first, first + number):
            assert call(key) == key
        done.append(number)

    def run(number):
        threads = [
            threading.Thread(target=thread, args=(n * number, number)) for n in range(THREADS)
        ]
        for t in threads:
            t.start()
        for t in threads:
            t.join()

    def collect():
        while not stop.wait(0.001):
            gc.collect()

    def left():
        gc.collect()
        with open("/proc/self/statm") as statm:
            pages = int(statm.read().split()[1])
        files = len(os.listdir("/proc/self/fd"))
        return len(gc.get_objects()), files, pages * os.sysconf("SC_PAGE_SIZE")

    async def tasks():
        return len(asyncio.all_tasks())

    done = []
    stop = threading.Event()
    collector = threading.Thread(target=collect)
    collector.start()
    run(1000)  # what is made once
    objects, files, memory = left()
    done.clear()
    run(CALLS // THREADS)
    assert sum(done) == CALLS
    objects_now, files_now, memory_now = left()
    stop.set()
    collector.join()
    assert m.call_sync(tasks) == 1
    assert files_now == files
    assert objects_now < objects + 1000, (objects, objects_now)
    assert memory_now < memory + 50_000_000, (memory, memory_now)
