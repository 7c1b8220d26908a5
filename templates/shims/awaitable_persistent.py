{{ overloads }}def {{ sync_name }}({{ params }}) -> {{ returns }}:{{ doc }}
    _mochi_check_no_running_loop("{{ sync_name }}"){{ import }}
    return _mochi_get_loop().run_until_complete(
        _mochi_call("{{ sync_name }}", lambda: {{ call }})
    )
