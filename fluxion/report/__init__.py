"""Reports of finished runs: what was asked, what was found, what moves along the front, and what to believe."""

from fluxion.report.gathered import Report, make_report
from fluxion.report.run_folder import Run, read_run
from fluxion.report.write import write_report

__all__ = ["read_run", "Run", "make_report", "write_report", "Report"]
