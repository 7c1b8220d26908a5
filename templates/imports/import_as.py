{# A module by another name.
#}import {{ module }} as {{ alias }}
