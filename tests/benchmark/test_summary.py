from fluxion.benchmark.machine import machine
from fluxion.benchmark.summary import Line, markdown_table, summary_lines, text_table

FIGURES = {
    "answers": {
        "problem": "office-design",
        "engine": "reference 4/h",
        "physics_ms": 700.0,
        "physics_two_threads_ms": 350.0,
        "surrogate_us": {"1": 280.0, "1000": 6.0},
        "speed_up": 116_667.0,
    },
    "surrogate": {
        "product_gflops": 80.0,
        "operations": {"single": 46_000.0, "ensemble": 230_000.0, "numpy": 230_000.0},
        "costs": [
            {
                "network": "ensemble",
                "rows": 10_000,
                "threads": 2,
                "us": 2.875,
                "limit_us": 1.4375,
                "share": 0.5,
                "waiting": 2.0,
            },
        ],
        "doors": {
            "rows": 10_000,
            "simulated": 256,
            "by_threads": [
                {
                    "threads": 2,
                    "oracle_ms": 20.0,
                    "oracle_cpu_ms": 39.0,
                    "evaluate_ms": 19.5,
                    "candidates_per_s": 500_000.0,
                    "batch_ms": 2.0,
                    "speed_up": 1000.0,
                }
            ],
            "one_us": {"predict": 50.0},
        },
        "thread_mib": None,
    },
    "peak": {"gflops": 100.0, "accumulators": 6},
    "batch": {
        "office": {
            "zones": 10,
            "costs": [
                {"rows": 16, "cpu_ms": 9.0, "wall_ms": 9.1, "failed": 0},
                {"rows": 256, "cpu_ms": 8.0, "wall_ms": 8.1, "failed": 2},
            ],
            "march_ms": 2.0,
            "operations": {"total": 50e6, "roots": 1e6},
            "march_gflops": 25.0,
            "march_share": 0.25,
            "share": 0.0625,
        },
        "one_zone_box": None,
    },
    "scaling": {
        "office": {
            "rows": 64,
            "one_core_ms": 9.0,
            "two_cores_ms": 5.0,
            "speed_up": 1.8,
            "cpu_ratio": 1.05,
            "waiting": 1.0,
        }
    },
    "memory": {"office": {"rows": 64, "peak_mib": 300.0, "per_thread_mib": 4.5, "growth_mib": 0.5, "growth_rows": 32}},
    "start": {
        "office": {
            "package_import_ms": 1.0,
            "engine_import_ms": 900.0,
            "warm_first_ms": 400.0,
            "cold_first_ms": 60_000.0,
        }
    },
    "energyplus": {"office": {"engine": "EnergyPlus 25.2.0 6/h", "cpu_s": 8.0, "ratio": 1000.0}},
    "tables": {"office": {"rows": 64, "read_ms": 0.06, "compute_ms": 9.0, "write_ms": 0.04, "share": 0.011}},
    "reasons": {"batch one_zone_box": "no time."},
}


def test_every_group_has_its_lines():
    lines = summary_lines(FIGURES)
    said = {f"{line.subject}: {line.figure}": line.value for line in lines}
    assert len(said) == len(lines) == 34
    assert said["network, ensemble: a design in calls of 10000, two threads"] == (
        "2.88 µs, 50 % of the limit of 1.44 µs (disturbed: waited 50 % of the time)"
    )
    assert said["BatchOracle: a call with 10000 designs, two threads"] == (
        "20.0 ms (39.0 ms processor time), 500,000 designs a second"
    )
    assert said["BatchOracle: over the batch engine with 256 designs, two threads"] == "1,000 x, 2.000 ms a design"
    assert said["ten-zone office: a design of 16, processor time"] == "9.000 ms"
    assert said["ten-zone office: a design of 256, processor time"] == "8.000 ms (2 without a result)"
    assert said["ten-zone office: march"] == "25.00 GFLOP/s, 25.00 % of the peak"
    assert said["ten-zone office: operations over the whole cost"] == "6.25 % of the peak"
    assert said["new process: first result, nothing on the disk"] == "60.0 s"
    assert said["ten-zone office: CSV in and out, 64 designs"] == "0.100 ms"
    assert said["batch one zone box: not measured"] == "no time."


def test_groups_that_were_left_out_have_none():
    assert summary_lines({"peak": FIGURES["peak"]}) == [Line("one core", "peak, single precision", "100.0 GFLOP/s")]
    assert summary_lines({"peak": None, "reasons": {"peak": "why"}}) == [Line("peak", "not measured", "why")]


def test_a_disturbed_core_is_told():
    scaling = {"scaling": {"office": {**FIGURES["scaling"]["office"], "waiting": 2.0}}}
    assert summary_lines(scaling)[0].value == "1.80 x (disturbed: one core was taken 50 % of the time)"


def test_tables_for_terminals_and_pages():
    lines = [Line("a", "long figure", "1 ms"), Line("subject", "b", "2 ms")]
    assert text_table(lines) == ["a        long figure  1 ms", "subject  b            2 ms"]
    assert text_table([]) == []
    assert markdown_table(lines)[2:] == ["| a | long figure | 1 ms |", "| subject | b | 2 ms |"]


def test_the_machine_has_a_name_and_versions():
    found = machine()
    assert found["processor"]
    assert found["cores"] >= 1
    assert {"python", "numpy", "numba", "llvmlite"} <= set(found)
