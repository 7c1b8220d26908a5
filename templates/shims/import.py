{# What the body imports for its callable, where that is not imported with the module.
#}
    {{ statement }}

