{# Tells type checkers what they cannot see that a call gives: that of an overloaded callable.
#}_mochi_result: {{ returns }}
