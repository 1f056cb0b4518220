"""Which machine and which packages the figures belong to."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

from llvmlite import binding

from fluxion._cores import available_cores

#: Packages whose version changes what compiled code costs.
PACKAGES = ("numpy", "numba", "llvmlite")


def machine() -> dict[str, object]:
    """Processor, cores that this process may use, what keeps them busy now, operating system, versions."""
    return {
        "processor": processor_name(),
        "compiled_for": str(binding.get_host_cpu_name()),
        "cores": available_cores(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
    }


def processor_name() -> str:
    """The processor as it calls itself, or what the system calls it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
