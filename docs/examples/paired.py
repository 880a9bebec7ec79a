# SPDX-License-Identifier: GPL-3.0-or-later
"""What the examples that run studies of their own share: a study as changes to another one,
its run, and numbers by replicate told with their interval."""
import argparse
import contextlib
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import xarray as xr

SCENARIOS = pathlib.Path(__file__).resolve().parents[2] / "scenarios"
NORMAL = 1.959964  # 97.5 % quantile


def parser(text):
    """Options that all of them have."""
    out = argparse.ArgumentParser(description=text.split("\n")[0])
    out.add_argument("--stabil", default=os.environ.get("STABIL", "build/stabil"))
    out.add_argument("--threads", type=int, default=0, help="0: all")
    out.add_argument("--draws", type=int, help="of the uncertain numbers; 1: central values")
    out.add_argument("--replicates", type=int, help="in all, for each scenario")
    return out


@contextlib.contextmanager
def folder():
    with tempfile.TemporaryDirectory(prefix="stabil-example-") as name:
        yield pathlib.Path(name)


def write(where, name, base, text=""):
    """A study: `base`, a file below scenarios or an absolute path, and changes."""
    path = where / f"{name}.yaml"
    path.write_text(f"stabil: 1\nbase: {SCENARIOS / base}\n{text}\n", encoding="utf-8")
    return path


def run(options, study, scenarios=(), extra=()):
    """The results file of a study."""
    out = study.with_suffix(".h5")
    words = [options.stabil, "run", str(study), "-q", "-o", str(out)]
    for name in scenarios:
        words += ["--scenario", name]
    for name in ("threads", "draws", "replicates"):
        if getattr(options, name):
            words += [f"--{name}", str(getattr(options, name))]
    try:
        done = subprocess.run(words + list(extra), capture_output=True, text=True)
    except OSError as problem:
        sys.exit(f"{options.stabil}: {problem.strerror}; --stabil says where the program is")
    if done.returncode:
        sys.exit(f"{study.stem}: {done.stderr.strip()}\n{study.read_text()}")
    return out


def group(path, name=None):
    """A group of a results file, in memory; None if the study has none."""
    try:
        with xr.open_dataset(path, group=name) as data:
            return data.load()
    except (OSError, KeyError):
        return None


def error(x, draw):
    """Standard error of the mean over replicates. Those of one draw are not independent:
    with two draws or more it is that of the means of draws."""
    x, draw = np.asarray(x, float), np.asarray(draw)
    draws = np.unique(draw[np.isfinite(x)])
    x, draw = x[np.isfinite(x)], draw[np.isfinite(x)]
    if draws.size > 1:
        x = np.array([x[draw == d].mean() for d in draws])
    return x.std(ddof=1) / np.sqrt(x.size) if x.size > 1 else np.nan


def told(x, draw, form="8.2f"):
    """Mean and 95 % interval of the mean over replicates."""
    mean, e = np.nanmean(x), NORMAL * error(x, draw)
    width, digits = form.rstrip("f").split(".")
    plain = f".{digits}f"
    inside = f"[{mean - e:{plain}}, {mean + e:{plain}}]"
    return f"{mean:{form}} {inside:>{2 * int(width) + 3}}"
