{# The value of a block of an object that is a context manager.
#}_mochi_enter_twin("{{ fn_name }}", {{ value }})
