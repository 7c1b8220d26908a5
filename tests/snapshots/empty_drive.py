from driving import persistent, runtime, shims

assert issubclass(shims.MochiAsyncReentryError, RuntimeError)
assert hasattr(runtime, "_mochi_get_loop") == persistent
assert hasattr(runtime, "_MOCHI_LOOP") == persistent
