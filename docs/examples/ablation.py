#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every measure of a study's toolkit switched on alone: does it move what it should?

    /usr/bin/python3 docs/examples/ablation.py [MEASURE ...] [--study STUDY] [--json]

The measures are those that the study knows. Each effect is run alone, at central values, and
what it moves first (ablation_targets.py: one row a lever) is compared with the baseline,
replicate by replicate; the same where there is no evidence for it (`evidence: null`). Then
whole measures: without evidence a measure is to the bit what is left of it when only effects
of certainty `design` and costs are kept, and with coverage 0 it is to the bit the baseline.
Status 1 where an effect does not move its target or a bit differs. docs/ablation.md has the
table.
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
import yaml

from ablation_targets import TARGETS, Study

REGION = pathlib.Path(__file__).resolve().parents[2] / "scenarios" / "troms_finnmark.yaml"
NORMAL = 1.959964  # 97.5 % quantile
BATCH = 16  # effects in a file
NOTHING = {"lever": "hazard.retire", "scale": "hr", "value": 1}


def stabil(options, *arguments):
    done = subprocess.run([options.stabil, *arguments], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"stabil {arguments[0]}: {done.stderr.strip()}")
    return done.stdout


def is_design(effect):
    value = effect["value"]
    return isinstance(value, dict) and value.get("certainty") == "design"


def central(options, study):
    """Values of effects as `explain` says them: {measure: [value, ...]}."""
    listed = json.loads(stabil(options, "explain", "--measures", study, "--json"))
    return {m["name"]: [e.get("value") for e in m["effects"]] for m in listed}


def known_measures(options):
    """Measures as the study has them after merging, in its order."""
    text = stabil(options, "explain", options.study, "--resolved")
    resolved = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    values = central(options, options.study)
    unknown = set(options.names) - set(values)
    if unknown:
        sys.exit(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(values)}")
    chosen = {name: resolved["measures"][name] for name in values
              if not options.names or name in options.names}
    return resolved, chosen, values


# --- running
# ------------------------------------------------------------------------------


class Plan:
    """A study of measures and scenarios over that of the options."""

    def __init__(self, options, resolved, years, replicates):
        others = {name: None for name in resolved["scenarios"] if name != "baseline"}
        self.study = {
            "stabil": 1, "base": str(pathlib.Path(options.study).resolve()),
            "seed": options.seed, "horizon": {"years": years},
            "uncertainty": {"draws": 1, "replicates": replicates},
            "measures": {}, "scenarios": others}
        self.evidence = options.evidence
        self.add("baseline", [])
        self.add("baseline null", [], "null")

    def add(self, scenario, uses, evidence=None):
        self.study["scenarios"][scenario.replace(" ", "__")] = {
            "measures": uses, "evidence": evidence or self.evidence}

    def run(self, options, folder):
        """The results file of all its scenarios."""
        path = pathlib.Path(folder) / "ablation.yaml"
        path.write_text(yaml.safe_dump(self.study, sort_keys=False, allow_unicode=True)
                        .replace("evidence: 'null'", "evidence: null"), encoding="utf-8")
        out = path.with_suffix(".h5")
        stabil(options, "run", str(path), "-q", "-o", str(out), "--threads",
               str(options.threads))
        return out


def first_year(resolved):
    return int(resolved["horizon"]["start"]) + 1


# --- the table
# ----------------------------------------------------------------------------


def sign_of(effect, value):
    """Where the effect pushes the lever; 0 where its scale does not say."""
    if value is None or effect["scale"] == "set":
        return 0
    null = 1.0 if effect["scale"] in ("or", "hr", "rr") else 0.0
    return int(np.sign(value - null))


def paired(on, off):
    """Mean difference and its interval."""
    difference = on - off
    mean = float(difference.mean())
    mcse = float(difference.std(ddof=1) / math.sqrt(difference.size))
    return {"difference": mean, "interval": [mean - NORMAL * mcse, mean + NORMAL * mcse],
            "mcse": mcse}


def moves(row):
    low, high = row["interval"]
    return low > 0 or high < 0


def batch_rows(options, resolved, values, batch, folder):
    plan = Plan(options, resolved, options.years, options.replicates)
    start = first_year(resolved)
    for name, k, effect in batch:
        alone = f"{name}__{k}"
        plan.study["measures"][alone] = {"effects": [effect]}
        uses = [{"use": alone, "from": start}]
        plan.add(alone, uses)
        if is_design(effect):
            plan.add(f"{alone} null", uses, "null")
    with h5py.File(plan.run(options, folder)) as file:
        study = Study(file, resolved, start)
        return [effect_row(study, name, k, effect, values[name][k])
                for name, k, effect in batch]


def effect_rows(options, resolved, chosen, values, folder):
    """One row for each effect of each measure. What is no design and does nothing without
    evidence is shown by bit_rows. A scenario is the same in any company, so that files can
    be kept small."""
    listed = [(name, k, effect) for name, measure in chosen.items()
              for k, effect in enumerate(measure.get("effects", []))]
    return [row for i in range(0, len(listed), BATCH)
            for row in batch_rows(options, resolved, values, listed[i:i + BATCH], folder)]


def effect_row(study, name, k, effect, value):
    target = TARGETS[effect["lever"]]
    measured = target.measure(study, effect)
    at = {s: measured[i] for i, s in enumerate(study.names)}
    published = paired(at[f"{name}__{k}"], at["baseline"])
    null = paired(at[f"{name}__{k}__null" if is_design(effect) else "baseline__null"],
                  at["baseline__null"])
    return {"measure": name, "effect": k, "lever": effect["lever"],
            "scale": effect["scale"], "value": value, "design": is_design(effect),
            "target": target.text, "unit": target.unit,
            "sign": target.sign * sign_of(effect, value),
            "baseline": float(at["baseline"].mean()), "published": published,
            "null": null}


def already(row):
    """A number is set to what it is in this study."""
    return row["scale"] == "set" and row["published"]["interval"] == [0, 0]


def main_effects(rows):
    """Of each measure the first effect that sets nothing to what it is already."""
    main = {}
    for row in rows:
        if not already(row):
            main.setdefault(row["measure"], row)
    return list(main.values()) + [
        row for row in rows if row["effect"] == 0 and row["measure"] not in main]


def wrong_row(row, main):
    """What contradicts the description of an effect; None. The main effect of a measure is
    the one that it is named for; others may be too small to be told from chance."""
    what = f"{row['measure']}, effect {row['effect']} ({row['lever']} on {row['target']})"
    low, high = row["published"]["interval"]
    if not moves(row["published"]):
        return (f"{what}: does not move its target, {low:.4g} to {high:.4g}" if main
                else None)
    if row["sign"] * row["published"]["difference"] < 0:
        return f"{what}: moves it the wrong way, {low:.4g} to {high:.4g}"
    return None


# --- to the bit
# ---------------------------------------------------------------------------


def scenario_axis(data):
    for k in range(data.ndim):
        for scale in data.dims[k].values():
            if scale.name.rsplit("/", 1)[-1] == "scenario":
                return k
    return None


def different(file, pairs):
    """For each pair of scenarios the data sets in which they differ."""
    names = [n.decode() if isinstance(n, bytes) else n for n in file["scenario"][...]]
    found = {pair: [] for pair in pairs}

    def visit(name, node):
        if not isinstance(node, h5py.Dataset) or node.ndim < 2 or name.startswith("prov"):
            return
        axis = scenario_axis(node)
        if axis is None:
            return
        whole = np.moveaxis(node[...], axis, 0)
        for a, b in pairs:
            if whole[names.index(a)].tobytes() != whole[names.index(b)].tobytes():
                found[a, b].append(name)

    file.visititems(visit)
    return found


def bit_rows(options, resolved, chosen, folder):
    """Whole measures without evidence and with coverage 0."""
    plan = Plan(options, resolved, options.bit_years, options.bit_replicates)
    start = first_year(resolved)
    for name, measure in chosen.items():
        left = [e for e in measure.get("effects", []) if is_design(e)]
        kept = {"effects": left or [NOTHING]}
        if measure.get("costs"):
            kept["costs"] = measure["costs"]
        plan.study["measures"][f"{name}__design"] = kept
        use = {"use": name, "from": start}
        plan.add(f"{name} null", [use], "null")
        plan.add(f"{name} design", [{"use": f"{name}__design", "from": start}], "null")
        plan.add(f"{name} zero", [{**use, "coverage": 0}])
        plan.add(f"{name} on", [use])
    pairs = [pair for name in chosen for pair in (
        (f"{name}__null", f"{name}__design"), (f"{name}__zero", "baseline"),
        (f"{name}__on", "baseline"))]
    with h5py.File(plan.run(options, folder)) as file:
        found = different(file, pairs)
    return [{"measure": name,
             "effects": len(chosen[name].get("effects", [])),
             "null_is_design": found[f"{name}__null", f"{name}__design"],
             "zero_is_baseline": found[f"{name}__zero", "baseline"],
             "on_differs": bool(found[f"{name}__on", "baseline"])} for name in chosen]


def wrong_bits(row):
    found = []
    if row["null_is_design"]:
        found.append(f"{row['measure']}: without evidence more is left than its design, in "
                     + ", ".join(row["null_is_design"][:4]))
    if row["zero_is_baseline"]:
        found.append(f"{row['measure']}: with coverage 0 it is not the baseline, in "
                     + ", ".join(row["zero_is_baseline"][:4]))
    if not row["on_differs"]:
        found.append(f"{row['measure']}: changes nothing at all")
    return found


# --- printing
# -----------------------------------------------------------------------------


def short(x):
    if x == 0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(abs(x))))
    return f"{x:,.{min(digits, 6)}f}"


def print_table(rows, bits):
    zero = {b["measure"]: "no" if b["zero_is_baseline"] else "yes" for b in bits}
    left = {b["measure"]: "no" if b["null_is_design"] else "yes" for b in bits}
    print("| measure | lever | effect | target | baseline | difference | 95 % interval "
          "| without evidence | null = its design, to the bit | coverage 0 = baseline, "
          "to the bit |")
    print("|---|---|---|---|---:|---:|---|---:|---|---|")
    last = None
    for r in rows:
        low, high = r["published"]["interval"]
        null = r["null"]["difference"]
        value = "" if r["value"] is None else f" {r['value']:.4g}"
        told = "" if moves(r["published"]) else (
            " (it is so already)" if already(r) else " (not told from 0)")
        own = r["measure"] != last
        last = r["measure"]
        print(f"| {'`' + last + '`' if own else ''} | `{r['lever']}` | {r['scale']}{value}"
              f"{' (design)' if r['design'] else ''} | {r['target']}, {r['unit']} "
              f"| {short(r['baseline'])} | {short(r['published']['difference'])} "
              f"| {short(low)} to {short(high)}{told} | {short(null)} "
              f"| {left.get(last, '') if own else ''} | {zero.get(last, '') if own else ''} |")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="MEASURE", help="only these")
    parser.add_argument("--study", default=str(REGION))
    parser.add_argument("--evidence", choices=("as_published", "discounted"),
                        default="as_published", help="what effects are taken to be")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--bits", action="store_true",
                        help="only what holds to the bit, with one replicate")
    parser.add_argument("--replicates", type=int, default=40, metavar="N")
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--bit-replicates", type=int, default=2, metavar="N")
    parser.add_argument("--bit-years", type=int, default=5, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1, help="they never change a result")
    parser.add_argument("--stabil", default=os.environ.get("STABIL", "build/stabil"))
    return parser.parse_args()


def main():
    options = arguments()
    resolved, chosen, values = known_measures(options)
    with tempfile.TemporaryDirectory(prefix="ablation-") as folder:
        bits = bit_rows(options, resolved, chosen, folder)
        rows = [] if options.bits else effect_rows(options, resolved, chosen, values, folder)
    problems = [p for row in bits for p in wrong_bits(row)]
    main_rows = main_effects(rows)
    problems += [p for p in (wrong_row(row, row in main_rows) for row in rows) if p]
    if options.json:
        json.dump({"effects": rows, "measures": bits, "problems": problems}, sys.stdout,
                  indent=1)
    elif rows:
        print_table(rows, bits)
    print(f"{len(bits)} measures, {sum(b['effects'] for b in bits)} effects, "
          f"{len(problems)} problems", file=sys.stderr)
    print("\n".join(problems), file=sys.stderr, end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
