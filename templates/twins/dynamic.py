{# Attributes that only the original knows.
#}{{ signature }}{{ doc }}
    return _mochi_dynamic(self, name)
