{{ overloads }}def {{ sync_name }}({{ params }}) -> {{ returns }}:{{ doc }}
    _mochi_check_no_running_loop("{{ sync_name }}"){{ import }}
    return _mochi_enter("{{ sync_name }}", lambda: {{ call }})
