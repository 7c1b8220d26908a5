"""Run a command whose standard error is a terminal, and print what it writes there.

    python terminal.py COMMAND...

The command's standard output is thrown away.
"""

import os
import pty
import subprocess
import sys

ours, terminal = pty.openpty()
command = subprocess.Popen(
    sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=terminal
)
os.close(terminal)
written = bytearray()
while True:
    try:
        some = os.read(ours, 65536)
    except OSError:  # what Linux has for the end
        break
    if not some:
        break
    written += some
status = command.wait()
os.close(ours)
sys.stdout.buffer.write(bytes(written))
sys.stdout.flush()
sys.exit(status)
