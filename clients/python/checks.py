"""Runs checks: a line for each, and under a failed one the reason. A check's name is its sentence."""

import os
import sys
import traceback

URL = os.environ["CREMA_URL"]
KEY = os.environ["CREMA_API_KEY"]

_checks = []


def check(function):
    _checks.append(function)
    return function


def equal(actual, expected):
    if actual != expected:
        raise AssertionError(f"\n  expected {expected!r}\n  but got  {actual!r}")


def fails_with(error, call):
    """The error of that class which the call raises."""
    try:
        call()
    except error as raised:
        return raised
    raise AssertionError(f"{error.__name__} was not raised")


def run(client):
    failed = 0
    for function in _checks:
        sentence = f"{client}: {function.__name__.replace('_', ' ')}"
        try:
            function()
            print(f"ok      {sentence}", flush=True)
        except Exception:
            failed += 1
            reason = traceback.format_exc().rstrip().replace("\n", "\n    ")
            print(f"FAILED  {sentence}\n    {reason}", flush=True)
    sys.exit(1 if failed else 0)
