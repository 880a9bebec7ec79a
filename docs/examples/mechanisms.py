#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each mechanism switched off, on, and on with its parameter doubled.

    /usr/bin/python3 docs/examples/mechanisms.py [NAME ...] [--json] [--replicates N]

What is run: mechanism_list.py. Every row is a study of its own, the step of the ladder that
is about the mechanism with a few lines changed. All rows have one seed, and random numbers
belong to people and posts, so that replicate r of one row is compared with replicate r of
another. docs/mechanisms.md has the tables and says how they are read.
"""
import argparse
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy as np

from mechanism_list import MECHANISMS

LADDER = pathlib.Path(__file__).resolve().parents[2] / "scenarios"
NORMAL = 1.959964  # 97.5 % quantile


class Results:
    """One scenario of a results file. Called with a data set and what to choose, it gives
    sums over everything else, by replicate and year; the rest of the country is left out."""

    def __init__(self, path):
        self.file = h5py.File(path)

    def names(self, scale):
        values = self.file[scale][...]
        return [v.decode() if isinstance(v, bytes) else v for v in values.tolist()]

    def _mask(self, scale, axis, where):
        if axis == "post":
            mask = self.file["rest"][...] == 0
            for key, value in where.items():
                mask &= np.isin(self.names(key), value)
            return mask
        if axis not in where:
            return None
        mask = np.isin(self.names(scale), where[axis])
        if not mask.any():
            raise KeyError(f"{axis} {where[axis]} is not in {self.names(scale)}")
        return mask

    def __call__(self, name, **where):
        data = self.file[name]
        value = data[0].astype(float)
        for k in range(data.ndim - 1, 2, -1):
            scale = data.dims[k][0].name
            mask = self._mask(scale, scale.rsplit("/", 1)[-1], where)
            value = (value if mask is None else value.compress(mask, k - 1)).sum(k - 1)
        return value

    def raw(self, name):
        """A whole cube of the scenario, undefined values as they are."""
        return self.file[name][0].astype(float)


def write(folder, name, base, text):
    path = folder / f"{name}.yaml"
    path.write_text(f"stabil: 1\nbase: {base}\n{text}\n", encoding="utf-8")
    return path


def run(options, study):
    """Runs the scenario `case` of a study; the results file."""
    out = study.with_suffix(".h5")
    done = subprocess.run(
        [options.stabil, "run", str(study), "--scenario", "case", "-q", "-o", str(out),
         "--threads", str(options.threads)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{study.stem}: {done.stderr.strip()}\n{study.read_text()}")
    return out


def same_bits(a, b, apart=()):
    """The data sets in which two files differ; [] if they agree to the bit but for
    provenance and what is named in `apart`, data sets or groups."""
    different = []
    with h5py.File(a) as one, h5py.File(b) as other:
        names = [set(), set()]
        for file, found in zip((one, other), names):
            file.visititems(lambda name, node, found=found: found.add(name)
                            if isinstance(node, h5py.Dataset) else None)
        for name in sorted(names[0] | names[1]):
            parts = name.split("/")
            if parts[0] in ("provenance", *apart) or parts[-1] in apart:
                continue
            if name not in names[0] or name not in names[1]:
                different.append(name)
                continue
            x, y = one[name][...], other[name][...]
            if x.dtype != y.dtype or x.shape != y.shape or (
                    x.tolist() != y.tolist() if x.dtype == object
                    else x.tobytes() != y.tobytes()):
                different.append(name)
    return different


def replicates(m, options):
    if options.replicates:
        return options.replicates
    return m.quick if options.check else m.replicates


def run_mechanism(m, options, folder):
    """Results files by row, each row a study."""
    n = replicates(m, options)
    common = write(folder, "common", LADDER / f"{m.study}.yaml",
                   f"seed: {options.seed}\n"
                   f"uncertainty: {{draws: {n if m.draws else 1}, "
                   f"replicates: {1 if m.draws else n}}}\n{m.common}")
    before = write(folder, "before", common, "scenarios: {case: {}}")
    texts = {row: m.on.replace("{x}", str(x)) for row, x in m.values.items()
             if row in m.firm or not options.check}
    if m.off:
        texts["off"] = m.off
    texts["null"] = m.null
    if m.null_off:
        texts["null_off"] = m.null_off
    return {row: run(options, write(folder, row, before, text))
            for row, text in {"off": "", **texts}.items()}


def mean_row(values, off=None, sign=0):
    """Mean; against `off` also the paired difference with its interval, error and sign."""
    row = {"mean": float(values.mean())}
    if off is None:
        return row
    paired = values - off
    mcse = float(paired.std(ddof=1) / math.sqrt(paired.size))
    difference = float(paired.mean())
    return {**row, "difference": difference, "mcse": mcse,
            "interval": [difference - NORMAL * mcse, difference + NORMAL * mcse],
            "replicates": [float(q) for q in np.quantile(paired, (0.025, 0.975))],
            "p_expected": float((sign * paired > 0).mean())}


def table(m, options):
    """The table of a mechanism as a dictionary."""
    with tempfile.TemporaryDirectory(prefix="mechanism-") as folder:
        files = run_mechanism(m, options, pathlib.Path(folder))
        values = {row: m.measure(Results(path)) for row, path in files.items()}
        different = same_bits(files.get("null_off", files["off"]), files["null"], m.apart)
    rows = {"off": {"parameter": m.off_label, **mean_row(values["off"])}}
    for row in ("on", "doubled"):
        if row in values:
            rows[row] = {"parameter": m.values[row],
                         **mean_row(values[row], values["off"], m.sign)}
    return {"mechanism": m.name, "title": m.title, "study": m.study, "about": m.about,
            "unit": m.unit, "sign": m.sign, "replicates": int(values["off"].size),
            "rows": rows, "note": m.note, "reading": m.reading, "null": m.null_label,
            "apart": list(m.apart), "to_the_bit": not different, "different": different}


def number(x, digits):
    return f"{x:.{digits}f}"


def digits_of(rows):
    """Decimals that show the Monte Carlo error with two figures."""
    errors = [r["mcse"] for r in rows.values() if r.get("mcse")]
    return max(0, min(6, 1 - math.floor(math.log10(min(errors))))) if errors else 2


def print_table(t):
    rows, d = t["rows"], digits_of(t["rows"])
    print(f"### {t['title']} (`{t['mechanism']}`)\n")
    print(f"Step {t['study']}, {t['replicates']} replicates. {t['about']}, {t['unit']}; "
          f"expected: {'more' if t['sign'] > 0 else 'less'}.\n")
    print("| | parameter | mean | difference to off | 95 % interval | MCSE "
          "| 95 % of replicates | P(as expected) |")
    print("|---|---|---:|---:|---|---:|---|---:|")
    for name, r in rows.items():
        line = f"| {name} | {r['parameter']} | {number(r['mean'], d)} |"
        if "mcse" not in r:
            print(line + " | | | | |")
            continue
        low, high = (number(x, d) for x in r["interval"])
        few, many = (number(x, d) for x in r["replicates"])
        print(f"{line} {r['difference']:+.{d}f} | {low} to {high} | {number(r['mcse'], d)} "
              f"| {few} to {many} | {r['p_expected']:.2f} |")
    print(f"\nOff = former, to the bit: {'yes' if t['to_the_bit'] else 'NO'} ({t['null']})")
    if not t["to_the_bit"]:
        print("Different: " + ", ".join(t["different"][:8]))
    print(f"\n{t['reading']}" + (f" *{t['note']}*" if t["note"] else ""))
    print(flush=True)


def wrong(m, t):
    """What contradicts the description of a mechanism."""
    found = [] if t["to_the_bit"] else [
        f"{m.name}: null is not off: {', '.join(t['different'][:5])}"]
    for row in m.firm:
        low, high = t["rows"][row]["interval"]
        if (low if m.sign > 0 else -high) <= 0:
            found.append(f"{m.name}, {row}: {low:.4g} to {high:.4g}, "
                         f"expected sign {m.sign:+d}")
    return found


def common_arguments(text):
    parser = argparse.ArgumentParser(description=text.split("\n")[0])
    parser.add_argument("--json", action="store_true", help="a JSON array")
    parser.add_argument("--replicates", type=int, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1, help="they never change a result")
    parser.add_argument("--stabil", default=os.environ.get("STABIL", "build/stabil"))
    return parser


def arguments():
    parser = common_arguments(__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these mechanisms")
    parser.add_argument("--list", action="store_true", help="names, one a line")
    parser.add_argument("--check", action="store_true",
                        help="fewer replicates; status 1 where a sign or a bit is wrong")
    return parser.parse_args()


def main():
    options = arguments()
    known = {m.name: m for m in MECHANISMS}
    unknown = [name for name in options.names if name not in known]
    if unknown:
        sys.exit(f"unknown: {', '.join(unknown)}; there are {', '.join(known)}")
    chosen = [known[name] for name in options.names] or MECHANISMS
    if options.list:
        print("\n".join(m.name for m in chosen))
        return 0
    tables, problems = [], []
    for m in chosen:
        tables.append(table(m, options))
        problems += wrong(m, tables[-1])
        if not options.json:
            print_table(tables[-1])
    if options.json:
        json.dump(tables, sys.stdout, indent=1)
    print("\n".join(problems), file=sys.stderr, end="\n" if problems else "")
    return 1 if problems and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
