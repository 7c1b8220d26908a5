{# A module by its own name.
#}import {{ module }}
