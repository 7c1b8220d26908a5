"""Run a command on a terminal, and print what it writes there.

    python terminal.py [--both] [--columns N] COMMAND...

Standard error is the terminal; standard output, too, with --both, and is thrown away without.
"""

import argparse
import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios

parser = argparse.ArgumentParser()
parser.add_argument("--both", action="store_true")
parser.add_argument("--columns", type=int, default=0)
parser.add_argument("command", nargs=argparse.REMAINDER)
arguments = parser.parse_args()

ours, terminal = pty.openpty()
size = struct.pack("HHHH", 24 if arguments.columns else 0, arguments.columns, 0, 0)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, size)
command = subprocess.Popen(
    arguments.command,
    stdin=subprocess.DEVNULL,
    stdout=terminal if arguments.both else subprocess.DEVNULL,
    stderr=terminal,
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
