"""One worker of a study of the valley, for tests with several processes: URL NAME TRIALS."""

import sys

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from valley import VALLEY, Valley

from fluxion.problems.optuna import to_optuna
from fluxion.search.optuna import SurrogateSampler
from fluxion.search.proposal import SearchOptions

OBJECTIVE = to_optuna(VALLEY, Valley())


def storage_of(url):
    """Storage of a URL; `journal:PATH` is a journal file."""
    if url.startswith("journal:"):
        return JournalStorage(JournalFileBackend(url.removeprefix("journal:")))
    return optuna.storages.get_storage(url)


def sampler():
    # All workers have the same seed: what differs is the number of the trial.
    return SurrogateSampler(OBJECTIVE, seed=1, first=9, batch=6, options=SearchOptions(20, 4))


def main(url, name, trials):
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.load_study(study_name=name, storage=storage_of(url), sampler=sampler())
    study.optimize(OBJECTIVE, n_trials=int(trials))


if __name__ == "__main__":
    main(*sys.argv[1:])
