{# A block of an object that is a context manager.
#}{{ signature }}{{ doc }}
    return {{ value }}

def __exit__(self, *error: object) -> bool | None:
    return _mochi_exit_twin(self, *error)
