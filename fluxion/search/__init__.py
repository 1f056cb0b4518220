"""The search: proposals by a surrogate and what truth runs teach; every answer is a truth run.

| question | file |
|---|---|
| what does a study file say | `study` |
| which problem, climate and models does a study need | `setup` |
| how does one call search | `minimizing` |
| which designs are simulated next | `proposal`, `picking` |
| how is a model searched | `evolution`, its kernels in `_kernels` |
| what do truth runs teach | `learned`, `gaussian_process`, `needed` |
| what has been simulated, and where is it kept | `recheck`, `run_log` |
| what does a search expect of a design before its simulation | `forecast` |
| what is a front, how good is it | `pareto` |
| how does pymoo run the search | `pymoo_algorithm`, `pymoo_output` |
| how do rounds of search and checks follow each other | `rounds` |
| what does a run return | `result` |
| which files are written | `output`, `plot` |
| how does an Optuna study choose its trials | `optuna` |
| how are columns named for people | `labels` |
"""

from fluxion.search.recheck import Archive as Archive
from fluxion.search.result import RunResult as RunResult
from fluxion.search.rounds import run_study as run_study
from fluxion.search.setup import Setup as Setup
from fluxion.search.setup import prepare as prepare
from fluxion.search.study import StudyConfig as StudyConfig
from fluxion.search.study import read_study as read_study
