"""Prints the scenarios that the files of `cases/` declare, as JSON."""

from __future__ import annotations

import dataclasses
import importlib
import json
from pathlib import Path

from scenario import registry

for case in sorted(Path(__file__).parent.glob("cases/*.py")):
    importlib.import_module(f"cases.{case.stem}")
print(json.dumps([dataclasses.asdict(scenario) for scenario in registry]))
