#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Return of service: when the bound leave, and what the same money would have won as pay.

    /usr/bin/python3 docs/examples/return_of_service.py            step 23 of the ladder
    /usr/bin/python3 docs/examples/return_of_service.py --region   general practice of the region

First the hazard of leaving a post by half-years since the bond began, for those who like life in the
district (high affinity) and those who do not (low): exits over person-years with standard errors.
Beside it the same people under a bond that does nothing to those in post, and the formula: of the ladder from
its numbers (docs/model.md 4.1, 4.2, 4.12), of the region what was seen under the idle bond times the
bond's factor, over its spread.

Then full-time equivalents in post in the district, summed over year ends, against no measure: of the
bond, and of a pay supplement that costs the same. The supplement is solved so that the net present value of
what is paid out (incentives less what buy-outs bring, 4 % a year) is that of the bond. Pay acts on
the choice of post (`choice: pay`) and on leaving: hazard ratio 0.95 for five per cent, an
assumption as in the toolkit, where the study discounts it like any other evidence. All scenarios are paired by replicate; intervals are of the mean.
"""
import numpy as np

import paired

DISCOUNT = 0.04
# General practice of the region: the toolkit's bond (half of those hired in the district, three
# years). That fewer of those who like it there buy themselves out is an assumption too.
REGION = """
bonds:
  doctor_service: {buy_out_by: {high: {value: 0.02, certainty: very_low, source: assumption}}}
  idle: {profession: doctor, scope: district, years: {value: 3, certainty: design, source: assumption},
    hold: {value: 1, certainty: design, source: assumption}}
measures:
  idle:
    effects: [{lever: bond, bond: idle, roles: [gp], where: {district: true}, scale: set,
      value: {value: 0.5, certainty: design, source: assumption}}]
  same_money:
    effects:
      - {lever: pay, roles: [gp], where: {district: true}, scale: add,
         value: {value: 0.05, certainty: design, source: assumption}}
      - {lever: hazard.separate, roles: [gp], where: {district: true}, scale: hr,
         value: {lognormal: [0.95, 0.05], certainty: very_low, source: assumption}}
scenarios:
  baseline: {}
  bond: {measures: [{use: return_of_service_doctor, from: 2026}]}
  idle: {measures: [{use: idle, from: 2026}]}
"""
PAY = "  pay: {{measures: [{{use: same_money, from: 2026, coverage: {c:.9g}}}]}}"
LADDER = "scenarios:\n"
# Bond, buy-outs a year and, for low and high affinity, median and log-sd of what multiplies
# the hazard while bound and after.
BOND = {True: ("doctor_service", (0.05, 0.02), ((0.5, 0), (0.4, 0)), ((3.0, 0.5), (1.5, 0.3))),
        False: ("service", (0.10, 0.03), ((0.5, 0), (0.4, 0)), ((3.0, 0), (1.3, 0)))}
HALF_YEARS, DT = 7, 0.5  # the last half-year is the cliff


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


def seen(h):
    """What a constant hazard shows as in steps of half a year."""
    return 2 * np.tanh(h * DT / 2) / DT


def factor_seen(h, p, factor):
    """Leaving and buying out at hazards h x factor and p, over the spread of the factor."""
    median, sd = factor
    z = np.array([-1.73205, 0.0, 1.73205])  # Gauss-Hermite of three points
    all_ = h * median * np.exp(sd * z) + p
    shown = seen(all_)
    return (np.array([1, 4, 1]) / 6 @ (shown * (all_ - p) / all_),
            np.array([1, 4, 1]) / 6 @ (shown * p / all_))


def formula(region, idle):
    """[people, half-year] of leaving and of buying out. Of the ladder the hazard without a
    bond follows from its numbers: b so that a staff half and half leaves 0.2 a year, times
    the hazard ratios. Of the region it is what was seen under the idle bond."""
    _, rate, hold, cliff = BOND[region]
    multiplier = (1.3, 0.7)
    b = 0.2 * sum(0.5 / m for m in multiplier)
    out = np.zeros((2, 2, HALF_YEARS))
    for i in range(2):
        for k in range(HALF_YEARS):
            h = 2 / DT * np.arctanh(idle[i, k] * DT / 2) if region else b * multiplier[i]
            last = k == HALF_YEARS - 1
            out[:, i, k] = factor_seen(h, 0 if last else rate[i], (cliff if last else hold)[i])
    return out


def show_hazards(path, region):
    (leave, paid), years = hazards(path, "bond", BOND[region][0])
    (idle, _), _ = hazards(path, "idle", "idle")
    expected = formula(region, idle[0])
    print("Leaving a post a year, by half-years since the bond began (standard error); the last is "
          "the cliff")
    print(f"  {'affinity':9}{'half-year':>9}{'person-years':>14}{'separate':>17}{'formula':>9}"
          f"{'idle bond':>17}{'buy out':>17}{'formula':>9}")
    for i, who in enumerate(("low", "high")):
        for k in range(HALF_YEARS):
            cells = [f"{x[0][i, k]:9.3f} ({x[1][i, k]:.3f})" for x in (leave, idle, paid)]
            print(f"  {who:9}{k + 1:>9}{years[i, k]:>14.0f}{cells[0]:>17}"
                  f"{expected[0, i, k]:>9.3f}{cells[1]:>17}{cells[2]:>17}"
                  f"{expected[1, i, k]:>9.3f}")


# --- the same money
# ---------------------------------------------------------------------------


def outlay(path, scenario):
    """Net present value of incentives, by replicate; without a measure there are none."""
    money = paired.group(path, "money").money.sel(item="incentive", scenario=scenario)
    money = money.sum("payer").transpose("replicate", "year").values
    return (money * (1 + DISCOUNT) ** -np.arange(money.shape[1])).sum(1)


def study_of(options, where, name, c):
    """The study with c x 5 % more pay."""
    base = "troms_finnmark.yaml" if options.region else "23_return_of_service.yaml"
    return paired.write(where, name, base, (REGION if options.region else LADDER) +
                        PAY.format(c=c))


def solve(options, where):
    """How much pay costs what the bond costs, as a share of 5 %; cost is nearly in
    proportion."""
    def cost(c, scenario="pay"):
        study = study_of(options, where, "solve", c)
        return outlay(paired.run(options, study, [scenario]), scenario).mean()
    c, aim = 0.3, cost(0.3, "bond")
    for _ in range(2):
        c *= aim / cost(c)
    return c


def price(paid, won, draw):
    if won.mean() <= paired.NORMAL * paired.error(won, draw):
        return "not told (nothing is won beyond chance)"
    return f"{paid.mean() / won.mean():,.0f}"


def show_won(path, c):
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
    print(f"\nThe same money as pay: a supplement of {5 * c:.2f} %")
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
    with paired.folder() as where:
        c = options.coverage or solve(options, where)
        path = paired.run(options, study_of(options, where, "final", c),
                          ["baseline", "bond", "idle", "pay"])
        show_hazards(path, options.region)
        show_won(path, c)


if __name__ == "__main__":
    made = paired.parser(__doc__)
    made.add_argument("--region", action="store_true", help="general practice of the region")
    made.add_argument("--coverage", type=float, help="of 5 % more pay; do not solve it".replace("%", "%%"))
    main(made.parse_args())
