from {{ runtime }} import (
    {{ name }} as {{ name }},
)
