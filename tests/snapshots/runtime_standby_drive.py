from driving import persistent, shims

assert issubclass(shims.MochiAsyncReentryError, RuntimeError)
assert hasattr(shims, "_mochi_get_loop") == persistent
assert hasattr(shims, "_MOCHI_LOOP") == persistent
