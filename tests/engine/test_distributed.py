"""A population on a cluster: the numbers of one machine, whatever happens to the workers."""

import asyncio
import importlib
import os
import signal
import threading
from contextlib import contextmanager

import dask
import numpy as np
import pytest
from alike import assert_same_results
from boxes import box, pair
from distributed import Client, LocalCluster
from fatal import Lazy
from shed import shed_problem

from fluxion.engine import OK, distributed, simulate_population, simulate_population_distributed
from fluxion.errors import InputError, MissingDependencyError


class Counted(Lazy):
    """Counts the buildings that workers in this process make."""

    made = 0

    def __getitem__(self, row):
        Counted.made += 1
        return super().__getitem__(row)


class Defective(Lazy):
    """Has a defect in its code."""

    def __getitem__(self, row):
        return self.nothing


class Troubled(Lazy):
    """Meets a full disk a few times."""

    left = 0

    def __getitem__(self, row):
        if Troubled.left:
            Troubled.left -= 1
            raise OSError("no space left on device")
        return super().__getitem__(row)


SETPOINTS = [18.0, 19.0, np.nan, 20.0, 21.0, 99.0, 22.0]


@pytest.fixture(scope="module")
def client():
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=":0") as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def processes():
    """A client of two workers that can be killed."""
    with processes_of(2) as client:
        yield client


@contextmanager
def processes_of(workers):
    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=":0") as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client


def outstanding(client):
    return [key for key, future in client.futures.items() if future.status == "pending"]


@pytest.mark.parametrize("rows_per_task", [None, 1, 3, 100])
def test_the_numbers_are_those_of_one_machine(client, golden, rows_per_task):
    here = simulate_population(Lazy(SETPOINTS), golden, steps_per_hour=1)
    there = simulate_population_distributed(
        Lazy(SETPOINTS), golden, client, steps_per_hour=1, rows_per_task=rows_per_task
    )
    assert_same_results(here, there)
    assert (there.status == OK).sum() == 5
    assert there.status[2] == "row 2 has no setpoint."
    assert "thermostat" in there.status[5]


def test_the_batch_engine_too(client, golden):
    buildings = Lazy([18.0 + 0.1 * i for i in range(20)])
    here = simulate_population(buildings, golden, engine="batch")
    assert_same_results(here, simulate_population_distributed(buildings, golden, client, engine="batch"))
    assert here.engine == "batch"


@pytest.mark.parametrize("kind", [list, tuple])
def test_listed_buildings_and_those_of_a_problem(client, golden, kind):
    problem = shed_problem().with_settings(cooling_c=30.0)
    population = problem.population(problem.space.sample(7, seed=2, method="sobol"))
    here = simulate_population(population, golden, steps_per_hour=1)
    assert_same_results(here, simulate_population_distributed(population, golden, client, steps_per_hour=1))
    buildings = kind(population[i] for i in range(6))
    listed = simulate_population_distributed(buildings, golden, client, steps_per_hour=1, rows_per_task=4)
    np.testing.assert_array_equal(listed.outputs["heating_kwh"], here.outputs["heating_kwh"][:6])


def test_no_building_and_another_plan(client, golden):
    empty = simulate_population_distributed([], golden, client)
    assert empty.status.shape == (0,)
    result = simulate_population_distributed([box(), pair()], golden, client, steps_per_hour=1, rows_per_task=1)
    assert result.status[0] == OK
    assert "the building has 2 zones, but the population's first one has 1" in result.status[1]


def test_progress_counts_up_to_the_end_from_the_calling_thread(client, golden):
    seen = []

    def progress(done):
        seen.append((done, threading.get_ident()))

    simulate_population_distributed(
        Lazy(SETPOINTS), golden, client, steps_per_hour=1, rows_per_task=2, progress=progress
    )
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})
    assert len(seen) == 4
    assert seen[-1] == (len(SETPOINTS), threading.get_ident())


def test_an_interrupt_cancels_what_is_outstanding(client, golden):
    def stop(done):
        raise KeyboardInterrupt

    Counted.made = 0
    with pytest.raises(KeyboardInterrupt):
        simulate_population_distributed(
            Counted([20.0] * 200), golden, client, steps_per_hour=1, rows_per_task=1, progress=stop
        )
    assert not outstanding(client)
    # What follows has the workers for itself.
    simulate_population_distributed(Lazy([20.0]), golden, client, steps_per_hour=1)
    assert 0 < Counted.made < 20


def test_a_defect_of_the_code_ends_the_run_with_its_own_error(client, golden):
    with pytest.raises(AttributeError, match="'Defective' object has no attribute 'nothing'"):
        simulate_population_distributed(Defective([20.0, 21.0]), golden, client, steps_per_hour=1)
    assert not outstanding(client)


def test_what_is_no_building_is_a_status(client, golden):
    result = simulate_population_distributed([box(), "no building"], golden, client, steps_per_hour=1)
    assert result.status.tolist()[0] == OK
    assert "expected a Building, but got 'no building'" in result.status[1]


def test_trouble_that_passes_is_no_defect(client, golden):
    Troubled.left = 2
    result = simulate_population_distributed(Troubled([20.0]), golden, client, steps_per_hour=1)
    assert (Troubled.left, result.status.tolist()) == (0, [OK])


def test_defects_of_the_request_are_found_before_any_row(client, golden):
    def simulate(client=client, buildings=(), **options):
        return simulate_population_distributed(buildings, golden, client, **options)

    with pytest.raises(InputError, match="engine: expected one of"):
        simulate(engine="warp")
    with pytest.raises(InputError, match="steps_per_hour"):
        simulate(steps_per_hour=0)
    for rows in (0, -1, 2.0, True):
        with pytest.raises(InputError, match="rows_per_task: expected a whole number of at least 1"):
            simulate(rows_per_task=rows)
    with pytest.raises(InputError, match=r"expected a distributed.Client, but got a LocalCluster; .*Client\(cluster\)"):
        simulate(client.cluster)
    with pytest.raises(InputError, match="buildings: expected a sequence that can be pickled"):
        simulate(buildings=[threading.Lock()])


def test_a_client_that_cannot_be_waited_for(client, golden):
    address = client.scheduler.address
    closed = Client(address, set_as_default=False)
    closed.close()
    with pytest.raises(InputError, match="expected a connected client, but this one is closed"):
        simulate_population_distributed([box()], golden, closed)

    async def asynchronous():
        async with Client(address, asynchronous=True, set_as_default=False) as client:
            simulate_population_distributed([box()], golden, client)

    with pytest.raises(InputError, match="expected a synchronous client"):
        asyncio.run(asynchronous())


def test_workers_with_other_code_are_refused(client, golden, monkeypatch):
    monkeypatch.setattr(distributed, "unchanged", from_elsewhere)
    with pytest.raises(
        InputError, match=r"expected workers with the code of this Fluxion \(0123\), but one has another"
    ):
        simulate_population_distributed([box()], golden, client, steps_per_hour=1)


def from_elsewhere(shared):
    return "0123", shared[1]


def test_a_missing_package_names_the_extra(golden, monkeypatch):
    real = importlib.import_module

    def without(name, *args):
        if name.startswith("distributed"):
            raise ImportError(f"No module named {name!r}")
        return real(name, *args)

    monkeypatch.setattr(importlib, "import_module", without)
    with pytest.raises(MissingDependencyError, match=r"fluxion-bem\[distributed\]"):
        simulate_population_distributed([], golden, None)


@pytest.mark.slow
@pytest.mark.parametrize("victims", ["one", "all"])
def test_killed_workers_lose_nothing(processes, golden, victims):
    client = processes
    client.wait_for_workers(2)
    buildings = Lazy([18.0 + 0.1 * i for i in range(20)])
    pids = client.run(os.getpid)
    killed = []

    def kill():
        if killed:
            return
        busy = [worker for worker, tasks in client.processing().items() if tasks]
        for worker in busy[:1] if victims == "one" else pids:
            os.kill(pids[worker], signal.SIGKILL)
            killed.append(worker)

    seen = []
    result = simulate_population_distributed(
        buildings,
        golden,
        client,
        steps_per_hour=1,
        rows_per_task=2,
        progress=lambda done: (seen.append(done), kill()),
    )
    assert len(killed) == (1 if victims == "one" else 2)
    assert seen[0] < seen[-1] == len(buildings)
    assert not set(killed) & set(client.nthreads())
    assert (result.status == OK).all()
    assert_same_results(simulate_population(buildings, golden, steps_per_hour=1), result)


@pytest.mark.slow
def test_a_building_that_ends_every_worker_is_a_status(golden):
    setpoints = [18.0, 19.0, np.nan, 20.0]
    buildings = Lazy(setpoints, fatal=[1])
    seen = []
    # The scheduler gives a task up at the first death, which shortens the test.
    with dask.config.set({"distributed.scheduler.allowed-failures": 0}), processes_of(1) as client:
        result = simulate_population_distributed(
            buildings, golden, client, steps_per_hour=1, rows_per_task=2, progress=seen.append
        )
    assert "every worker that took this building alone died (1 in a row, the last at tcp://" in result.status[1]
    assert np.isnan(result.outputs["heating_kwh"][1])
    here = simulate_population(Lazy(setpoints), golden, steps_per_hour=1)
    rest = [0, 2, 3]
    assert result.status[rest].tolist() == here.status[rest].tolist()
    np.testing.assert_array_equal(result.outputs["heating_kwh"][rest], here.outputs["heating_kwh"][rest])
    assert seen[-1] == 4


def test_hours_of_chosen_rows_come_back(golden, client):
    buildings = Lazy([18.0, 19.0, 20.0, 21.0])
    here = simulate_population(buildings, golden, hourly=[1, 3])
    for listed in (buildings, list(buildings)):
        there = simulate_population_distributed(listed, golden, client, hourly=[1, 3], rows_per_task=2)
        assert sorted(there.hourly) == [1, 3]
        for row in (1, 3):
            np.testing.assert_array_equal(there.hourly[row].operative_c, here.hourly[row].operative_c)
    with pytest.raises(InputError, match="hourly: expected rows from 0 to 3, but got 4"):
        simulate_population_distributed(buildings, golden, client, hourly=[4])
