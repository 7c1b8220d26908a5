{{ overloads }}def {{ sync_name }}({{ params }}) -> {{ returns }}:{{ doc }}
    _mochi_check_no_running_loop("{{ sync_name }}"){{ import }}
    _mochi_result: {{ returns }} = _mochi_get_loop().run_until_complete({{ call }})
    return _mochi_result
