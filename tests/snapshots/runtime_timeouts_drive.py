from driving import persistent, shims

assert issubclass(shims.MochiAsyncReentryError, RuntimeError)
assert hasattr(shims, "_mochi_get_loop") == persistent
assert shims.mochi_async_timeout.get() is None
