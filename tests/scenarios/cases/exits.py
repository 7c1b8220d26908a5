"""G6: a quiet and complete exit."""

import asyncio
import atexit
import contextlib
import importlib
import logging
import queue
import sys
import threading
import time
import weakref

from scenario import ALL, BOTH, BOTH_PERSISTENT, close_loop, echo, scenario

kept = []


def import_again(m):
    """As if the program imported it only now."""
    sys.modules.pop(m.__name__)
    return importlib.import_module(m.__name__)


class CallsLate:
    """Makes its call when nothing else of Python runs any more."""

    def __init__(self, m):
        self.m = m
        self.print = print
        self.echo = echo

    def __del__(self):
        self.print(self.m.call_sync(self.echo, "late"))


@scenario("G6", ALL)
def after_a_call(m):
    m.call_sync(echo, 1)


@scenario("G6", ALL)
def without_a_call(m):
    pass


@scenario("G6", BOTH_PERSISTENT, stdout="cancelled\nclosed\n")
def pending_tasks_are_cancelled_and_awaited(m):
    async def background():
        try:
            await asyncio.sleep(1000)
        except asyncio.CancelledError:
            await asyncio.sleep(0.01)
            print("cancelled")

    async def generator():
        try:
            yield 1
        finally:
            await asyncio.sleep(0.01)
            print("closed")

    async def start():
        kept.append(asyncio.get_running_loop().create_task(background()))
        kept.append(generator())
        await anext(kept[1])

    m.call_sync(start)


@scenario("G6", BOTH_PERSISTENT)
def a_stubborn_task_is_not_waited_for_long(m):
    async def stubborn():
        while True:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(1000)

    async def start():
        kept.append(asyncio.get_running_loop().create_task(stubborn()))

    m.call_sync(start)


@scenario("G6", BOTH_PERSISTENT)
def a_stubborn_generator_is_not_waited_for_long(m):
    async def generator():
        try:
            yield 1
        finally:
            await asyncio.sleep(1000)

    async def start():
        kept.append(generator())
        await anext(kept[0])

    m.call_sync(start)


@scenario("G6", ALL, stdout="1\n2\n")
def calls_in_atexit_handlers(m):
    atexit.register(lambda: print(m.call_sync(echo, 2)))
    m.call_sync(echo, 0)
    atexit.register(lambda: print(m.call_sync(echo, 1)))


@scenario("G6", ALL, stdout="late\n")
def calls_in_atexit_handlers_older_than_the_module(m):
    # Handlers run newest first: this one runs after whatever the import registered.
    late = []
    atexit.register(lambda: print(late[0].call_sync(echo, "late")))
    late.append(import_again(m))
    late[0].call_sync(echo, 0)


@scenario("G6", BOTH_PERSISTENT)
def background_tasks_of_atexit_handlers(m):
    async def start():
        kept.append(asyncio.get_running_loop().create_task(asyncio.sleep(1000)))

    atexit.register(lambda: m.call_sync(start))


@scenario("G6", ALL)
def a_daemon_thread_in_a_call(m):
    started = threading.Event()

    async def work():
        started.set()
        await asyncio.sleep(1000)

    threading.Thread(target=lambda: m.call_sync(work), daemon=True).start()
    started.wait()
    if "per_call" not in m.__name__:
        assert m.call_sync(echo, 1) == 1


@scenario("G6", BOTH_PERSISTENT, stdout="cleaned\n")
def a_daemon_threads_coroutine_is_cleaned_up(m):
    started = threading.Event()

    async def work():
        try:
            started.set()
            await asyncio.sleep(1000)
        finally:
            await asyncio.sleep(0.01)
            print("cleaned")

    threading.Thread(target=lambda: m.call_sync(work), daemon=True).start()
    started.wait()


@scenario("G6", BOTH_PERSISTENT)
def daemon_threads_that_hammer(m):
    def hammer():
        while True:
            m.call_sync(echo, 1)

    for _ in range(4):
        threading.Thread(target=hammer, daemon=True).start()
    time.sleep(0.2)


@scenario("G6", BOTH_PERSISTENT)
def a_daemon_thread_that_blocks_the_loop(m):
    started = threading.Event()

    async def work():
        started.set()
        time.sleep(1000)

    threading.Thread(target=lambda: m.call_sync(work), daemon=True).start()
    started.wait()


@scenario("G6", ALL, stdout="done\n")
def a_thread_that_outlives_main(m):
    def work():
        time.sleep(0.1)
        print(m.call_sync(echo, "done"))

    threading.Thread(target=work).start()


@scenario("G6", BOTH, returncode=1, stdout="")
def sys_exit_in_a_coroutine(m):
    async def leave():
        sys.exit(1)

    m.call_sync(leave)


@scenario("G6", ALL)
def used_executors(m):
    async def work():
        await asyncio.to_thread(time.sleep, 0.01)

    m.call_sync(work)


@scenario("G6", ALL, stdout="closed\n")
def an_unfinished_generator(m):
    async def generator():
        try:
            yield 1
        finally:
            await asyncio.sleep(0.01)
            print("closed")

    kept.append(m.iterate_sync(generator))
    next(kept[0])


@scenario("G6", ALL, stdout="closed\n")
def an_open_context_manager(m):
    @contextlib.asynccontextmanager
    async def manager():
        try:
            yield 1
        finally:
            await asyncio.sleep(0.01)
            print("closed")

    kept.append(m.enter_sync(manager))
    kept[0].__enter__()


@scenario("G6", ALL)
def the_module_is_dropped_before(m):
    m.call_sync(echo, 1)
    del sys.modules[m.__name__]


class Ships(logging.Handler):
    """Hands records to a daemon thread of its own, which it waits for when it is closed."""

    def __init__(self, ship):
        super().__init__()
        self.records = queue.SimpleQueue()
        self.thread = threading.Thread(target=self.work, args=(ship,), daemon=True)
        self.thread.start()

    def work(self, ship):
        while (record := self.records.get()) is not None:
            ship(record.getMessage())

    def emit(self, record):
        self.records.put(record)

    def close(self):
        self.records.put(None)
        self.thread.join()
        super().close()


@scenario("G6", ALL, stdout="first\nsecond\nlast\n")
def records_that_a_daemon_thread_ships(m):
    """logging.shutdown waits for it. It is older than the shims' module, which imports asyncio."""

    async def ship(text):
        await asyncio.sleep(0.1)
        print(text)

    logger = logging.getLogger("shipped")
    logger.propagate = False
    logger.addHandler(Ships(lambda text: m.call_sync(ship, text)))
    logger.error("first")
    time.sleep(0.02)  # in flight when the exit begins
    logger.error("second")
    logger.error("last")


@scenario("G6", BOTH_PERSISTENT, stdout="shipped over the first connection\n")
def records_that_a_daemon_thread_ships_through_what_the_loop_holds(m):
    async def connect():
        inbox = asyncio.Queue()

        async def background():
            while True:
                text, sent = await inbox.get()
                print(text)
                sent.set_result(None)

        return inbox, asyncio.get_running_loop().create_task(background())

    connection = m.call_sync(connect)

    async def ship(text):
        sent = asyncio.get_running_loop().create_future()
        await connection[0].put((text, sent))
        await sent

    logger = logging.getLogger("shipped")
    logger.propagate = False
    logger.addHandler(Ships(lambda text: m.call_sync(ship, text)))
    m.call_sync(echo, 0)
    atexit.register(logger.error, "shipped over the first connection")


@scenario("G6", ALL, stdout="joined\n")
def an_older_exit_handler_that_joins_a_daemon_thread(m):
    ending = threading.Event()
    threads = []

    def end():
        ending.set()
        threads[0].join()
        print("joined")

    atexit.register(end)
    m = import_again(m)

    def work():
        while not ending.is_set():
            m.call_sync(asyncio.sleep, 0.001)
        assert m.call_sync(echo, 2) == 2
        assert list(m.iterate_sync(numbers)) == [0, 1, 2]

    threads.append(threading.Thread(target=work, daemon=True))
    threads[0].start()
    assert m.call_sync(echo, 1) == 1


async def numbers():
    for n in range(3):
        await asyncio.sleep(0)
        yield n


@scenario("G6", BOTH_PERSISTENT, stdout="background\n")
def a_background_task_of_an_older_exit_handler(m):
    async def background():
        try:
            await asyncio.sleep(1000)
        finally:
            await asyncio.sleep(0.01)
            print("background")

    async def start():
        kept.append(asyncio.get_running_loop().create_task(background()))
        await asyncio.sleep(0)

    atexit.register(lambda: m.call_sync(start))
    m = import_again(m)


@scenario("G6", ALL, stdout="late\n")
def a_finalizers_call_after_the_exit_handlers(m):
    m.call_sync(echo, 1)
    kept.append(CallsLate(m))


@scenario("G6", BOTH_PERSISTENT, stdout="late\n")
def a_daemon_thread_that_leaves_while_the_exit_takes_the_loop(m):
    """Only the exit's own thread closes what a finalizer's call leaves behind."""
    loop = m._mochi_get_loop()
    leaves = threading.Event()

    def wait(frame, event, _):
        if event == "call" and frame.f_code.co_name == "_leave":
            sys.settrace(None)
            leaves.set()
            while loop._exiting is None:
                time.sleep(0.001)

    def thread():
        sys.settrace(wait)
        m.call_sync(echo, 1)

    async def clean_up():
        try:
            await asyncio.sleep(600)
        finally:
            await asyncio.sleep(0.3)  # the thread leaves meanwhile

    async def start():
        kept.append(asyncio.get_running_loop().create_task(clean_up()))
        await asyncio.sleep(0)

    m.call_sync(start)
    threading.Thread(target=thread, daemon=True).start()
    leaves.wait()
    kept.append(CallsLate(m))


@scenario("G6", BOTH_PERSISTENT)
def handlers_that_are_dropped_are_no_exit(m):
    """A child of multiprocessing drops its parent's, from Python 3.14 on."""
    m.call_sync(echo, 1)
    atexit._clear()
    loops = {m.call_sync(loop_of) for _ in range(3)}
    assert len(loops) == 1
    close_loop(m)


async def loop_of():
    return asyncio.get_running_loop()


@scenario("G6", ALL, stdout="GeneratorExit\n" * 3)
def generators_at_the_exit_are_closed(m):
    """Also where weakref's exit handler, which closes them, is older than the module."""

    class Thing:
        pass

    kept.append(Thing())
    weakref.finalize(kept[0], int)  # registers it
    m = import_again(m)

    async def generator():
        try:
            yield 1
        except BaseException as exc:
            print(type(exc).__name__)
            raise

    class Manager:
        async def __aenter__(self):
            return self

        async def __aexit__(self, exc_type, exc, tb):
            print(exc_type.__name__)

    kept.append(m.iterate_sync(generator))
    next(kept[-1])
    kept.append(m.enter_sync(contextlib.asynccontextmanager(generator)))
    kept[-1].__enter__()
    kept.append(m.enter_sync(Manager))
    kept[-1].__enter__()


@scenario("G6", BOTH_PERSISTENT, stdout="GeneratorExit\n")
def a_daemon_threads_generator_is_closed(m):
    async def generator():
        try:
            while True:
                await asyncio.sleep(0)
                yield 1
        except BaseException as exc:
            print(type(exc).__name__)
            raise

    between = threading.Event()

    def work():
        for _ in m.iterate_sync(generator):
            between.set()
            threading.Event().wait()

    threading.Thread(target=work, daemon=True).start()
    between.wait()


@scenario("G6", BOTH_PERSISTENT, stdout="cleaned\n")
def a_task_that_exits_when_it_is_cancelled(m):
    async def background(seconds):
        try:
            await asyncio.sleep(1000)
        finally:
            await asyncio.sleep(seconds)
            if not seconds:
                sys.exit("of the cleanup")
            print("cleaned")

    async def start():
        for seconds in (0, 0.05):
            kept.append(asyncio.get_running_loop().create_task(background(seconds)))
        await asyncio.sleep(0)

    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # it says so
    m.call_sync(start)
