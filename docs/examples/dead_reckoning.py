#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the engine simulates beside what a formula says.

    /usr/bin/python3 docs/examples/dead_reckoning.py [--json] [--replicates N]

Small studies, each with nothing in it but what the formula knows of. docs/mechanisms.md has
the table; tests/test_*.c hold the engine to the same formulas with a stated error rate.
"""
import json
import math
import pathlib
import sys
import tempfile

import numpy as np

from mechanisms import Results, common_arguments, number, run

HEAD = """stabil: 1
title: Dead reckoning
seed: SEED
uncertainty: {draws: 1, replicates: REPLICATES}
horizon: {start: 2025, years: YEARS, steps_per_year: STEPS}
regions: {here: {label: Here}, far: {label: Far}}
"""
NURSE = """professions: {nurse: {graduates_as: nurse, entry_age: 26, retire: {end: 100}}}
stages: {nurse: {profession: nurse}}
"""
PLACE = ("places: {a: {kind: municipality, region: here, centrality: 5, population: 1000, "
         "posts: {post: {POSTS}}}}\n")
ROLE = "at: municipality, employer: municipality, holders: [nurse]"
YOUNG = "staff: {experience: {years: [0, 10], shares: [1]}}"


class Bench:
    """Runs studies and keeps rows: what, simulated, its standard error, the formula."""

    def __init__(self, options):
        self.options, self.rows, self.count = options, [], 0
        self.folder = tempfile.TemporaryDirectory(prefix="reckoning-")

    def results(self, text, replicates, years, steps):
        self.count += 1
        path = pathlib.Path(self.folder.name) / f"{self.count}.yaml"
        n = self.options.replicates or replicates
        if "scenarios:" not in text:
            text += "scenarios: {case: {}}\n"
        text = (HEAD + text).replace("SEED", str(self.options.seed)).replace(
            "REPLICATES", str(n)).replace("YEARS", str(years)).replace("STEPS", str(steps))
        path.write_text(text, encoding="utf-8")
        return Results(run(self.options, path))

    def row(self, what, simulated, error, formula):
        self.rows.append({"what": what, "simulated": float(simulated), "error": float(error),
                          "formula": float(formula)})


def mean(x):
    return x.mean(), x.std(ddof=1) / math.sqrt(x.size)


def variance(x):
    """And its standard error, by the fourth moment."""
    d = x - x.mean()
    v = x.var(ddof=1)
    return v, math.sqrt(max((d ** 4).mean() - v * v, 0) / x.size)


def log_ratio(top, bottom):
    """-log of the ratio of sums, and its standard error."""
    e = top / top.mean() - bottom / bottom.mean()
    return -math.log(top.sum() / bottom.sum()), e.std(ddof=1) / math.sqrt(e.size)


RATE, HOLD, CLIFF = 0.4, 0.5, 3.0


def bond_cliff(b):
    """300 graduates, posts for all; a bond of 18 months. They graduate in the middle of 2025
    and are free as 2027 begins; with one step a year it is half a year later."""
    for steps in (1, 2, 4, 12):
        seats = "2023: 0, 2024: 300, 2025: 0" if steps == 1 else "2023: 300, 2024: 0"
        r = b.results(
            NURSE + f"roles: {{post: {{{ROLE}, {YOUNG}, position_fraction: 1, "
            f"time_to_fill: 0, turnover: {{rate: {RATE}}}}}}}\n"
            "programmes: {school: {profession: nurse, place: a, length: 2, "
            f"seats: {{{seats}}}}}}}\n"
            "bonds: {service: {profession: nurse, scope: region, years: 1.5, "
            f"hold: {HOLD}, cliff: {CLIFF}}}}}\n"
            "measures: {m: {effects: [{lever: bond, bond: service, scale: set, value: 1, "
            "who: {programmes: [school]}}]}}\n"
            + PLACE.replace("POSTS", "funded: 400, vacancy: 1")
            + "scenarios: {case: {measures: [m]}}\n",
            200, 4, steps)
        where = r.names("education/where").index("post")
        # graduates of 2025 in their first post at the end of 2026 and of 2027
        there = r.raw("education/retained")[:, 0, 0, :, where]
        total = r.raw("education/graduates")[:, 0, 0]
        hazard, error = log_ratio(there[:, 2] * total, there[:, 1] * total)
        rest = (HOLD if steps == 1 else 1) * RATE / 2  # of the other half of 2027
        b.row(f"Hazard a year in the half year after a bond, {steps} steps a year",
              (hazard - rest) / 0.5, error / 0.5, RATE * CLIFF)


def gamma_moments(rate, v):
    """E exp(-k rate R P) for k = 1, 2, with R and P gamma of mean 1 and variance v: over P
    it is (1 + k rate v R)^(-1/v), over R a sum over small steps."""
    a = 1 / v
    edge = np.linspace(0, 40, 400001)
    x = (edge[1:] + edge[:-1]) / 2
    density = np.exp((a - 1) * np.log(x) - x / v - math.lgamma(a) - a * math.log(v))
    weight = density / density.sum()
    return [float((weight * (1 + k * rate * v * x) ** -a).sum()) for k in (1, 2)]


def over_dispersion(b):
    n, rate = 200, 0.1
    for v in (0.05, 0.2):
        one, two = gamma_moments(rate, v)
        p, inside, between = 1 - one, one - two, two - one * one
        r = b.results(
            NURSE + f"shock: {{region: {v}, place: {v}}}\n"
            f"roles: {{post: {{{ROLE}, {YOUNG}, position_fraction: 1, time_to_fill: 20, "
            f"turnover: {{rate: {rate}}}}}}}\n" + PLACE.replace("POSTS", f"funded: {n}"),
            2000, 1, 4)
        exits = r("left")[:, 0]
        b.row(f"Mean exits of {n} in a year, shocks of variance {v} in region and place",
              *mean(exits), n * p)
        b.row(f"Their variance; a binomial has {n * p * (1 - p):.1f}",
              *variance(exits), n * inside + n * n * between)


def spells(b):
    tau = 0.5
    for steps in (2, 12):
        for s in (0, 0.4):
            r = b.results(
                NURSE + f"roles: {{post: {{{ROLE}, {YOUNG}, position_fraction: 1, "
                f"turnover: {{rate: 0.25}}, time_to_fill: {tau}, succession: {s}}}}}\n"
                "programmes: {school: {profession: nurse, place: a, seats: 60, length: 1}}\n"
                + PLACE.replace("POSTS", "funded: 400, vacancy: 0.1"), 100, 14, steps)
            wait, filled = (r(f"by_centrality/{name}")[:, 6:].sum(1)
                            for name in ("fill_wait_years", "filled_posts"))
            b.row(f"Vacancy spell in years, tau {tau}, succession {s}, {steps} steps a year",
                  *mean(wait / filled), (1 - s) * tau)


def immigration(b):
    """60 a year come to the rest of the country, each leaves at 0.5 a year."""
    for steps in (2, 12):
        r = b.results(
            NURSE.replace("retire:", "leave_profession: 0.5, retire:")
            + f"roles: {{post: {{{ROLE}, {YOUNG}, turnover: {{rate: {{default: 1, "
            "kind: {rest: 0.5}}}}}\n"
            "places:\n  a: {kind: municipality, region: here, centrality: 5, population: "
            "1000, posts: {post: {funded: 1}}}\n"
            "  rest: {kind: rest, region: far, posts: {post: {staff: 20}}, renewal: {post: "
            "{stage: nurse, rate: 1.5, foreign_trained: 30}}}\n", 1500, 16, steps)
        k = r.names("place").index("rest")
        stock = r.raw("headcount")[:, -1, k]
        b.row(f"Stock with 60 coming a year, leaving at 0.5, {steps} steps a year: mean",
              *mean(stock), 120)
        b.row("... and its variance", *variance(stock), 120)


def supervisors(b):
    """Each place has 20 specialists who stay for ever and posts for all."""
    for per in (0.5, 2):
        r = b.results(
            "professions: {doctor: {graduates_as: young, entry_age: 26, leave_profession: 0, "
            "retire: {end: 100}}}\n"
            "stages:\n  young: {profession: doctor}\n  done: {profession: doctor}\n"
            "  trainee: {profession: doctor, months: 60, next: done, then: seek, level: "
            f"trainee, supervision: {{by: [specialist], per: {per}}}}}\n"
            "  specialist: {profession: doctor, level: specialist}\n"
            "roles: {post: {at: municipality, employer: municipality, position_fraction: 1, "
            "holders: {young: trainee, trainee: trainee, specialist: specialist}, turnover: "
            "{rate: 0}, time_to_fill: 0, staff: {stages: {specialist: 1}, experience: "
            "{years: [0, 10], shares: [1]}}}}\n"
            "programmes: {school: {profession: doctor, place: a, length: 1, "
            "seats: {2020: 60}}}\n"
            + PLACE.replace("POSTS", "funded: 100, vacancy: 0.8"), 20, 20, 2)
        b.row(f"Trainees taken a year by 20 specialists, {per} each, for five years",
              *mean(r("entered")[:, 5:].mean(1)), per * 20 / 5)


def prices(b):
    """Nobody replaces those who leave, and locums grow from year to year."""
    for e in (0.5, 1.5):
        r = b.results(
            NURSE + f"roles: {{post: {{{ROLE}, {YOUNG}, turnover: {{rate: 0.1}}, "
            "time_to_fill: 20, locum: {fill: 0.8, week_price: 40000, weeks_per_fte: 44, "
            f"elasticity: {e}}}}}}}\n" + PLACE.replace("POSTS", "funded: 40, vacancy: 0.1"),
            50, 6, 4)
        cost, weeks = (r(f"by_centrality/{name}") for name in ("locum_cost", "locum_weeks"))
        price = cost[:, 5] / weeks[:, 5] / 40000
        formula = (weeks[:, 4] / weeks[:, 0]) ** e
        b.row(f"Locum price of the sixth year over the first, elasticity {e}",
              *mean(price), formula.mean())
        b.row("... largest difference in a replicate", abs(price / formula - 1).max(), 0, 0)


CASES = (bond_cliff, over_dispersion, spells, immigration, supervisors, prices)


def main():
    options = common_arguments(__doc__).parse_args()
    b = Bench(options)
    for case in CASES:
        case(b)
    if options.json:
        json.dump(b.rows, sys.stdout, indent=1)
        return 0
    print("| | simulated | standard error | formula | difference in errors |")
    print("|---|---:|---:|---:|---:|")
    for r in b.rows:
        d = 4 if abs(r["formula"]) < 20 else 2
        z = (r["simulated"] - r["formula"]) / r["error"] if r["error"] > 1e-12 else None
        print(f"| {r['what']} | {number(r['simulated'], d)} | {number(r['error'], d)} | "
              f"{number(r['formula'], d)} | {'' if z is None else f'{z:+.1f}'} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
