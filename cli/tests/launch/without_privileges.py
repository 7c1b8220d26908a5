"""Run a command that has to respect the permissions of files, even for root.

    python without_privileges.py CLOSED_FILE COMMAND...

Root may read everything; on Linux it loses that with the capabilities that say so.
"""

import ctypes
import os
import sys

PR_CAPBSET_DROP = 24
CAP_DAC_OVERRIDE = 1
CAP_DAC_READ_SEARCH = 2

closed, *command = sys.argv[1:]
if os.geteuid() == 0:
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        if libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            sys.exit(f"prctl: {os.strerror(ctypes.get_errno())}")
# What the command may do, another command may not do either.
if os.spawnvp(os.P_WAIT, "cat", ["cat", closed]) == 0:
    sys.exit(f"{closed} can be read")
os.execvp(command[0], command)
