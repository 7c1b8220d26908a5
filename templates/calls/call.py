{{ callee }}({{ arguments }})
