"""What every run of the tests says and tidies before it begins."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

import databases

# How long an example takes is the machine's matter, and a failure must be there for everybody who looks for it.
settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
# `pytest --hypothesis-profile roam`: looks where nobody has looked yet.
settings.register_profile("roam", settings.get_profile("steady"), derandomize=False)
settings.load_profile("steady")


def pytest_report_header():
    left = databases.sweep()
    return [databases.described(), *([f"dropped what killed runs left: {', '.join(left)}"] if left else [])]


def pytest_unconfigure():
    """A worker of xdist ends without what Python does at exit."""
    databases.tidy()


def pytest_terminal_summary(terminalreporter):
    """Tell what tests found out besides passing: `record_property("said", ...)`."""
    for report in terminalreporter.stats.get("passed", []):
        for name, value in report.user_properties:
            if name == "said":
                terminalreporter.write_line(value)
