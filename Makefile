# Everything runs from a private environment in .venv; each target creates what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Small kernels lose more to spinning BLAS threads than they gain.
export OPENBLAS_NUM_THREADS ?= 1
export OMP_NUM_THREADS ?= 1

.PHONY: setup setup-dev demo test lint bench performance assets docs validation clean

$(VENV)/.run: pyproject.toml
	@echo "installing into $(VENV), about a minute"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

$(VENV)/.dev: $(VENV)/.run
	@echo "installing what training and the tests need, some minutes"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[train,energyplus,distributed,report,qubo,annealer,dev]"
	touch $@

setup: $(VENV)/.run

setup-dev: $(VENV)/.dev

demo: $(VENV)/.run
	@echo "the first run compiles the physics for about a minute"
	$(BIN)/fluxion optimize studies/first_front/study.toml --out runs/first_front --fresh

test: lint
	$(BIN)/python -m pytest -m "not slow"
	$(BIN)/python -m pytest -m slow

lint: $(VENV)/.dev
	$(BIN)/lint-imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.run
	$(BIN)/python -m fluxion bench

# What docs/PERFORMANCE.md says of this machine; `make performance BENCH=--quick` measures less.
BENCH ?=
performance: $(VENV)/.dev
	mkdir -p runs
	$(BIN)/python -m fluxion bench --json $(BENCH) > runs/bench.json
	$(BIN)/python tools/update_performance.py

assets: $(VENV)/.dev
	$(BIN)/python tools/make_weather_assets.py
	$(BIN)/python tools/make_surrogate_assets.py

docs: $(VENV)/.run
	$(BIN)/python tools/update_readme.py
	$(BIN)/python tools/update_training.py

# What docs/VALIDATION_RESULTS.md says of EnergyPlus; about half an hour on two cores, minutes where runs are kept.
COMPARE := $(BIN)/fluxion validate energyplus --docs docs/VALIDATION_RESULTS.md --seed 1
validation: $(VENV)/.dev
	$(COMPARE) --problem reference-office --weather golden --designs 64 --out runs/energyplus/golden
	$(COMPARE) --problem reference-office --weather chicago --designs 64 --out runs/energyplus/chicago
	$(COMPARE) --problem reference-office --weather tampa --designs 64 --out runs/energyplus/tampa
	$(COMPARE) --problem reference-office --weather golden --designs 64 --set cooling=false --out runs/energyplus/golden-free
	$(COMPARE) --problem reference-office --weather chicago --designs 64 --set cooling=false --out runs/energyplus/chicago-free
	$(COMPARE) --problem office-design --weather golden --designs 32 --out runs/energyplus/office-design
	for climate in golden chicago tampa; do \
	  $(COMPARE) --problem reference-office --weather $$climate --designs 64 --engine reference \
	    --out runs/energyplus/$$climate-reference || exit 1; \
	done
	$(COMPARE) --problem reference-office --weather chicago --designs 12 --against-steps 30 --engine reference \
	  --out runs/energyplus/chicago-fine

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache
