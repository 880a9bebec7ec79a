#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Return of service: when the bound leave, and what the same money would have won as pay.

    /usr/bin/python3 docs/examples/return_of_service.py            step 23 of the ladder
    /usr/bin/python3 docs/examples/return_of_service.py --region   general practice of the region

First the hazard of leaving a post by half-years since the bond began, for those who like life in the
district (high affinity) and those who do not (low): exits over person-years with standard errors.
Beside it the same people under a bond that does nothing to those in post, and the formula: of the ladder from
its numbers (docs/model.md 4.1, 4.2, 4.12), of the region what was seen under the idle bond times the
bond's factor.

Then full-time equivalents in post in the district, summed over year ends, against no measure: of the
bond, and of a pay supplement that costs the same. The supplement is solved so that the net present value of
what is paid out (incentives less what buy-outs bring, 4 % a year) is that of the bond. Pay acts on
the choice of post (`choice: pay`) and on leaving: hazard ratio 0.95 for five per cent, an
assumption as in the toolkit. All scenarios are paired by replicate; intervals are of the mean.
"""
import numpy as np

import paired

DISCOUNT = 0.04
HR_OF_FIVE_PER_CENT = 0.95  # of pay on leaving: assumption, as in the toolkit
# General practice of the region: half of those hired in the district are bound to two years.
# Direction NSDM 2023; all sizes are assumptions, the cliff with its spread.
REGION = """
bonds:
  service: {profession: doctor, scope: district, years: {value: 2, certainty: design, source: assumption},
    hold: {value: 0.5, certainty: very_low, source: assumption},
    hold_by: {high: {value: 0.4, certainty: very_low, source: assumption}},
    cliff: {lognormal: [3.0, 0.5], certainty: very_low, source: assumption},
    cliff_by: {high: {value: 1.3, certainty: very_low, source: assumption}},
    buy_out: {value: 0.10, certainty: very_low, source: assumption},
    buy_out_by: {high: {value: 0.03, certainty: very_low, source: assumption}},
    price: {value: 300000, certainty: design, source: assumption}, payer: state}
  idle: {profession: doctor, scope: district, years: {value: 2, certainty: design, source: assumption},
    hold: {value: 1, certainty: design, source: assumption}}
measures:
  bind:
    effects: [{lever: bond, bond: service, roles: [gp], where: {district: true}, scale: set,
      value: {value: 0.5, certainty: design, source: assumption}}]
    costs: [{per: hire, item: incentive, payer: state, roles: [gp], where: {district: true},
      amount: {value: 150000, certainty: design, source: assumption}}]
  idle:
    effects: [{lever: bond, bond: idle, roles: [gp], where: {district: true}, scale: set,
      value: {value: 0.5, certainty: design, source: assumption}}]
scenarios:
  baseline: {}
  bond: {measures: [{use: bind, from: 2026}]}
  idle: {measures: [{use: idle, from: 2026}]}
  pay: {measures: [{use: same_money, from: 2026}]}
"""
PAY = """
measures:
  same_money:
    effects:
      - {{lever: pay, roles: [gp], where: {{district: true}}, scale: add,
         value: {{value: {x:.9g}, certainty: design, source: assumption}}}}
      - {{lever: hazard.separate, roles: [gp], where: {{district: true}}, scale: hr,
         value: {{value: {hr:.9g}, certainty: very_low, source: assumption}}}}
"""


# --- hazards
# --------------------------------------------------------------------------------


def hazards(path, scenario, bond):
    """Leaving and buying out a year, [people, half-year], with standard errors, and the
    person-years that they are made of."""
    data = paired.group(path, "bonds").sel(scenario=scenario, bond=bond,
                                           people=["low", "high"]).sum("replicate")
    years = data.at_risk.values
    leave, paid = (data.exits.sel(exit=e).values for e in ("separate", "buy_out"))
    with np.errstate(invalid="ignore", divide="ignore"):
        return [(n / years, np.sqrt(n) / years) for n in (leave, paid)], years


def ladder_formula(steps, half_years):
    """Of step 23: b so that a staff half and half leaves 0.2 a year, times the factors; a
    constant hazard h shows as 2 tanh(h dt / 2) / dt."""
    turnover, multiplier = 0.2, {"low": 1.3, "high": 0.7}
    b = turnover * sum(0.5 / m for m in multiplier.values())
    hold, cliff = {"low": 0.5, "high": 0.4}, {"low": 3.0, "high": 1.3}
    buy_out = {"low": 0.10, "high": 0.03}
    leave, paid = np.zeros((2, half_years)), np.zeros((2, half_years))
    for i, who in enumerate(("low", "high")):
        for k in range(half_years):
            h = b * multiplier[who] * (hold if k < half_years - 1 else cliff)[who]
            p = buy_out[who] if k < half_years - 1 else 0
            seen = 2 * np.tanh((h + p) / steps / 2) * steps / (h + p)
            leave[i, k], paid[i, k] = h * seen, p * seen
    return leave, paid


def region_formula(idle, half_years):
    factor = np.array([[0.5, 3.0], [0.4, 1.3]])
    by = np.repeat(factor[:, :1], half_years, 1)
    by[:, -1] = factor[:, 1]
    paid = np.repeat([[0.10], [0.03]], half_years, 1)
    paid[:, -1] = 0
    return idle * by, paid


def show_hazards(path, half_years, formula):
    (leave, paid), years = hazards(path, "bond", "service")
    (idle, _), _ = hazards(path, "idle", "idle")
    if formula is None:
        by_formula, paid_formula = region_formula(idle[0][:, :half_years], half_years)
    else:
        by_formula, paid_formula = formula
    print("Leaving a post a year, by half-years since the bond began (standard error); the last is "
          "the cliff")
    print(f"  {'affinity':9}{'half-year':>9}{'person-years':>14}{'separate':>17}{'formula':>9}"
          f"{'idle bond':>17}{'buy out':>17}{'formula':>9}")
    for i, who in enumerate(("low", "high")):
        for k in range(half_years):
            cells = [f"{x[0][i, k]:9.3f} ({x[1][i, k]:.3f})" for x in (leave, idle, paid)]
            print(f"  {who:9}{k + 1:>9}{years[i, k]:>14.0f}{cells[0]:>17}"
                  f"{by_formula[i, k]:>9.3f}{cells[1]:>17}{cells[2]:>17}"
                  f"{paid_formula[i, k]:>9.3f}")


# --- the same money
# ---------------------------------------------------------------------------


def outlay(path, scenario):
    """Net present value of incentives, by replicate; without a measure there are none."""
    money = paired.group(path, "money").money.sel(item="incentive", scenario=scenario)
    money = money.sum("payer").transpose("replicate", "year").values
    return (money * (1 + DISCOUNT) ** -np.arange(money.shape[1])).sum(1)


def study_of(options, where, name, x):
    """The study with a supplement of x."""
    pay = PAY.format(x=x, hr=HR_OF_FIVE_PER_CENT ** (x / 0.05))
    if not options.region:
        return paired.write(where, name, "23_return_of_service.yaml", pay)
    base = paired.write(where, "region", "troms_finnmark.yaml", REGION.replace(
        "scenarios:\n", pay.split("measures:\n")[1].replace("\n\n", "\n") + "scenarios:\n"))
    return paired.write(where, name, base)


def solve(options, where):
    """The supplement that costs what the bond costs, which is nearly in proportion."""
    def cost(x, scenario="pay"):
        study = study_of(options, where, "solve", x)
        return outlay(paired.run(options, study, [scenario]), scenario).mean()
    x, aim = 0.02, cost(0.02, "bond")
    for _ in range(3):
        x *= aim / cost(x)
    return x


def price(paid, won, draw):
    if won.mean() <= paired.NORMAL * paired.error(won, draw):
        return "not told (nothing is won beyond chance)"
    return f"{paid.mean() / won.mean():,.0f}"


def show_won(path, x):
    root = paired.group(path)
    draw = root.draw.values
    held = (root.held_fte + root.rotation_fte).sum("year")
    mine = (root.role.values == "gp") & (root.rest.values == 0)
    doctors = root.profession.values == "doctor"
    district = root.district.values == 1
    parts = {"the district": mine & district, "the same posts elsewhere": mine & ~district,
             "other posts of doctors in the region":
                 doctors & ~mine & (root.rest.values == 0),
             "the rest of the country": doctors & (root.rest.values == 1)}
    paid = {s: outlay(path, s) * 1e-6 for s in ("bond", "pay")}
    print(f"\nThe same money as pay: a supplement of {100 * x:.2f} %, hazard ratio "
          f"{HR_OF_FIVE_PER_CENT ** (x / 0.05):.4f}")
    for s, value in paid.items():
        print(f"  {s:5} net present value, million NOK    {paired.told(value, draw)}")
    print(f"  pay - bond, paired                      "
          f"{paired.told(paid['pay'] - paid['bond'], draw)}")
    total = {}
    for name, where in parts.items():
        if not where.any():
            continue
        change = held.isel(post=np.flatnonzero(where)).sum("post")
        change = {s: (change.sel(scenario=s) - change.sel(scenario="baseline")).values
                  for s in ("bond", "pay")}
        total[name] = change
        print(f"\nFTE-years in {name} over {root.year.size} years, against no measure")
        for s in ("bond", "pay"):
            print(f"  {s:38}  {paired.told(change[s], draw)}")
        print(f"  {'bond - pay, paired':38}  "
              f"{paired.told(change['bond'] - change['pay'], draw)}")
    print("\nNOK a year of a full-time equivalent won in the district: " + ", ".join(
        f"{s} {price(1e6 * paid[s], total['the district'][s], draw)}" for s in paid))


def main(options):
    half_years, formula = (5, None) if options.region else (7, ladder_formula(2, 7))
    with paired.folder() as where:
        x = options.supplement or solve(options, where)
        path = paired.run(options, study_of(options, where, "final", x))
        show_hazards(path, half_years, formula)
        show_won(path, x)


if __name__ == "__main__":
    made = paired.parser(__doc__)
    made.add_argument("--region", action="store_true", help="general practice of the region")
    made.add_argument("--supplement", type=float, help="do not solve it: a share of pay")
    main(made.parse_args())
