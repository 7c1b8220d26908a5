import importlib
import sys

from driving import check, shims

runtime = importlib.import_module(sys.argv[1].replace("shared", "runtime"))
check(lambda: shims.compute_sync(3), 9, "compute_sync")
assert shims.MochiAsyncReentryError is runtime.MochiAsyncReentryError
assert shims.mochi_async_timeout is runtime.mochi_async_timeout
assert shims.MochiAsyncTimeoutError is runtime.MochiAsyncTimeoutError
assert shims.MochiAsyncCancelledError is runtime.MochiAsyncCancelledError
assert shims.MochiCancelToken is runtime.MochiCancelToken
