*_mochi_leading({{ names }})
