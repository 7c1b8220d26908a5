{# Members that have other names in the original, for a user's overrides, where they fit on a line.
#}targets={{ targets }}
