"""Run a command that may have only so many bytes of memory.

    python limited.py BYTES COMMAND...
"""

import os
import resource
import sys

limit, *command = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_AS, (int(limit), int(limit)))
os.execvp(command[0], command)
