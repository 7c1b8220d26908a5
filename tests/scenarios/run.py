"""Runs every scenario in an interpreter of its own.

python run.py --modules DIR --python PYTHON [--python PYTHON ...] [--only TEXT] [--repeat N]

DIR holds the rendered modules.
"""

from __future__ import annotations

import argparse
import importlib
import os
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE))

from scenario import Scenario, registry  # noqa: E402

PROBE = """
import importlib.util, os, sys
print(sys.executable)
print("%d.%d" % sys.version_info[:2] + getattr(sys, "abiflags", ""))
print(" ".join([name for name in ("uvloop",) if importlib.util.find_spec(name)]
    + ["fork"] * hasattr(os, "fork")
    + ["posix"] * (os.name == "posix")
    + ["free-threading"] * (not getattr(sys, "_is_gil_enabled", lambda: True)())))
"""


@dataclass(frozen=True)
class Interpreter:
    path: str
    version: str
    has: frozenset[str]

    @classmethod
    def probe(cls, path: str) -> Interpreter:
        output = subprocess.run([path, "-c", PROBE], capture_output=True, text=True, check=True)
        executable, version, has = output.stdout.splitlines()
        return cls(executable, version, frozenset(has.split()))


@dataclass(frozen=True)
class Job:
    interpreter: Interpreter
    scenario: Scenario
    variant: str

    def __str__(self) -> str:
        s = self.scenario
        return f"{self.interpreter.version} {self.variant} {s.guarantee} {s.module}.{s.name}"

    def run(self, modules: Path) -> tuple[str | None, float]:
        """What is wrong with it, if anything, and how long it took."""
        s = self.scenario
        command = [self.interpreter.path, "-X", "dev", "-W", "error", str(HERE / "scenario.py")]
        command += [str(modules), self.variant, s.module, s.name]
        env = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
        began = time.monotonic()
        try:
            child = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                timeout=s.seconds,
                cwd=HERE,
                env=env,
            )
        except subprocess.TimeoutExpired as hang:
            printed = (hang.stdout or b"") + (hang.stderr or b"")
            return f"hangs: more than {s.seconds} s\n{shorten(printed.decode())}", s.seconds
        seconds = time.monotonic() - began
        out, err = child.stdout.decode(), child.stderr.decode()
        if (child.returncode, out, err) == (s.returncode, s.stdout, ""):
            return None, seconds
        return f"exit status {child.returncode}\n{shorten(out + err)}", seconds


def shorten(text: str) -> str:
    lines = text.splitlines()
    return "\n".join(lines if len(lines) < 80 else lines[:60] + ["..."] + lines[-20:])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--modules", type=Path, required=True)
    parser.add_argument("--python", action="append", required=True)
    parser.add_argument("--only", default="", help="run what has this in its name")
    parser.add_argument("--repeat", type=int, default=1, help="run each so often: races show")
    parser.add_argument("--times", action="store_true", help="print the slowest scenarios")
    arguments = parser.parse_args()

    for case in sorted(HERE.glob("cases/*.py")):
        importlib.import_module(f"cases.{case.stem}")
    jobs: list[Job] = []
    skipped: Counter[str] = Counter()
    for interpreter in map(Interpreter.probe, arguments.python):
        for s in registry:
            for variant in s.variants:
                job = Job(interpreter, s, variant)
                if arguments.only not in str(job):
                    continue
                if s.needs and s.needs not in interpreter.has:
                    skipped[f"{interpreter.version} has no {s.needs}"] += 1
                else:
                    jobs += [job] * arguments.repeat

    failed = 0
    times: list[tuple[float, str]] = []
    # They wait more than they compute.
    with ThreadPoolExecutor(2 * (os.cpu_count() or 1)) as pool:
        for job, (problem, seconds) in zip(
            jobs, pool.map(lambda job: job.run(arguments.modules.resolve()), jobs), strict=True
        ):
            times.append((seconds, str(job)))
            if problem:
                failed += 1
                print(f"FAILED {job}: {problem.rstrip()}", flush=True)
    for reason, number in skipped.items():
        print(f"skipped {number}: {reason}")
    if arguments.times:
        for seconds, name in sorted(times, reverse=True)[:15]:
            print(f"{seconds:6.2f} s {name}")
    print(f"{len(jobs) - failed} passed, {failed} failed")
    return 1 if failed or not jobs else 0


if __name__ == "__main__":
    sys.exit(main())
