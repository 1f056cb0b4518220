"""A PostgreSQL server of the tests' own: a new cluster in a temporary folder, reached by a socket there alone."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

# Debian keeps the programs of a server off the search path.
_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
_PATIENCE_S = 120.0


def program(name):
    """Path of a program of the server, None where it is not installed."""
    return shutil.which(name) or next((str(f / name) for f in _FOLDERS if (f / name).exists()), None)


def missing():
    """Why no server can be started; empty if one can."""
    if program("initdb") is None or program("postgres") is None:
        return "PostgreSQL's server is not installed (Debian: apt-get install postgresql)"
    if os.getuid() == 0 and _account() is None:
        return "PostgreSQL refuses to run as root, and there is no user postgres"
    return ""


def _account():
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return None


@contextmanager
def server():
    """Run a server; gives the URL of its database for SQLAlchemy."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    account = _account() if os.getuid() == 0 else None
    user = {} if account is None else {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    running = None
    try:
        command = [program("initdb"), "-D", str(folder / "data"), "-A", "trust", "-U", "fluxion", "-N", "-E", "UTF8"]
        subprocess.run(command, check=True, capture_output=True, cwd=folder, **user)
        command = [program("postgres"), "-D", str(folder / "data"), "-k", str(folder)]
        command += ["-c", "listen_addresses=", "-c", "fsync=off"]
        with open(folder / "log", "wb") as log:
            running = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **user)
        _wait(folder, running)
        yield f"postgresql+psycopg://fluxion@/postgres?host={folder}"
    finally:
        if running is not None:
            # Fast shutdown, which does not wait for clients.
            running.send_signal(signal.SIGINT)
            running.wait(_PATIENCE_S)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(folder, running):
    import psycopg

    end = time.monotonic() + _PATIENCE_S
    while True:
        try:
            psycopg.connect(f"host={folder} user=fluxion dbname=postgres").close()
            return
        except psycopg.OperationalError:
            if running.poll() is not None or time.monotonic() > end:
                raise RuntimeError((folder / "log").read_text()) from None
            time.sleep(0.1)
