**_mochi_after({{ keywords }})
