**_mochi_given({{ keywords }})
