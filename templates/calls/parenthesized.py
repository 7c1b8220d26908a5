{# What a lambda gives, where that does not fit beside it.
#}(
    {{ call }}
)
