{# What users of the module can name, where it fits on a line.
#}__all__ = ["{{ names }}"]
