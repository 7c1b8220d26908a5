"""In development mode asyncio logs steps that take 100 ms: on a busy machine that is no error."""

import logging


def is_no_timing(record: logging.LogRecord) -> bool:
    return not record.getMessage().startswith("Executing ")


logging.getLogger("asyncio").addFilter(is_no_timing)
