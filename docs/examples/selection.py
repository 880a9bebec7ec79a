#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Evidence is not effect: of the difference between the graduates of two tracks, how much is
there because other people began.

    /usr/bin/python3 docs/examples/selection.py                the region, against Finnmark
    /usr/bin/python3 docs/examples/selection.py --ladder       step 24 of the ladder
    /usr/bin/python3 docs/examples/selection.py --results build/demo/troms_finnmark.h5

Observed in Finnmark, four to seven years after graduation: 93 % of those educated near home and
70 % of those educated on campus work in the county (Nilsen, Huemer, Eriksen 2012; NSDM 2023), of
those who still work as nurses. The model is read in the same way: share in the programme's county of those
in a post anywhere, mean over the same years. Composition and effect are those of
docs/model.md 4.11, made here anew from the counts by stratum; what the file has
(`retention_difference`, shares of all graduates) stands below it.

Without --results the study is run: as it is, and with what training does taken away by null evidence, so
that nothing but composition is left. Intervals are of the mean over replicates (95 %), and in
brackets behind them where 95 % of the replicates lie.
"""
import numpy as np

import paired

OBSERVED = 0.93, 0.70
YEARS = range(4, 8)
# Three readings of what evidence there is of effects (docs/model.md 5), and what training does taken
# away altogether: the first post and where one studied act without evidence.
READINGS = """
scenarios:
  baseline: {}
  as_published: {evidence: as_published}
  no_evidence: {evidence: null}
"""
OFF = READINGS + """
behaviour:
  first_post_district: {value: 1}
choice: {training: {region: 0, county: 0}}
"""


def side(data, programmes, where, of, without=()):
    """People by stratum, replicate and years since: those in `of` (all graduates: None), and
    those in `where`. Strata that differ in what is in `without` alone are put together."""
    data = data.sel(programme=programmes)
    base = data.graduates_by_stratum if of is None else data.retained_by_stratum.sel(where=of)
    there = data.retained_by_stratum.sel(where=where)
    people = [x.sum("programme").transpose("replicate", "years_since", "stratum").values
              for x in (base, there)]
    if not without:
        return people
    traits = [n for n in data.coords if n.startswith("stratum_") and "label" not in n]
    keep = [data[n].values for n in traits if n[len("stratum_"):] not in without]
    _, same = np.unique(np.array(keep, str), axis=1, return_inverse=True)
    return [np.stack([x[..., same.ravel() == k].sum(-1) for k in range(same.max() + 1)], -1)
            for x in people]


def decompose(d, c):
    """Total, composition, effect, [replicate, years_since]; and the shares that people of
    both compositions together would have after either education."""
    weight = [n / n.sum(-1, keepdims=True) for n, _ in (d, c)]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = [there / n for n, there in (d, c)]
    share = [np.where(np.isfinite(x), x, y) for x, y in (share, share[::-1])]
    share = [np.where(np.isfinite(x), x, 0) for x in share]
    total = d[1].sum(-1) / d[0].sum(-1) - c[1].sum(-1) / c[0].sum(-1)
    composition = ((weight[0] - weight[1]) * (share[0] + share[1]) / 2).sum(-1)
    middle = (weight[0] + weight[1]) / 2
    alike = [(middle * x).sum(-1) for x in share]
    return total, composition, alike[0] - alike[1], alike


def tell(name, x, draw):
    x = 100 * x
    low, high = np.nanquantile(x, [0.025, 0.975])
    print(f"    {name:34}{paired.told(x, draw, '7.1f')}  ({low:.1f} to {high:.1f})")


def odds_ratio(a, b):
    return a / (1 - a) / (b / (1 - b))


def show(data, pair, where="county"):
    """One pair of programmes; returns the means of total, composition and effect."""
    draw = data.draw.values
    at = np.isin(data.years_since.values, list(YEARS))
    d, c = (side(data, p, where, "anywhere") for p in pair)
    total, composition, effect, alike = (
        np.mean(np.asarray(x)[..., at], -1) for x in decompose(d, c))
    shares = [(x[1].sum(-1) / x[0].sum(-1))[:, at].mean(1) for x in (d, c)]
    print(f"    in the model {100 * shares[0].mean():.1f} against {100 * shares[1].mean():.1f} %"
          f" ({', '.join(pair[0])} against {', '.join(pair[1])})")
    tell("total", total, draw)
    tell("of it composition", composition, draw)
    tell("of it effect", effect, draw)
    # a study that knows of its graduates only where they come from, or only the rest
    traits = [n[len("stratum_"):] for n in data.coords
              if n.startswith("stratum_") and "label" not in n and n != "stratum_home"]
    for what, without in (("homes", traits), ("traits", ["home"])):
        d, c = (side(data, p, where, "anywhere", without) for p in pair)
        tell(f"effect, told by {what} alone", np.mean(decompose(d, c)[2][:, at], 1), draw)
    return shares, alike, (total.mean(), composition.mean(), effect.mean())


def show_odds(shares, alike):
    """What a causal share is: the part of the log-odds that education brings about."""
    observed = odds_ratio(*OBSERVED)
    all_, of_training = (odds_ratio(*(x.mean() for x in pair)) for pair in (shares, alike))
    print(f"\n  Odds ratio: observed {observed:.2f}. With a causal share s of the log-odds, "
          f"{observed:.2f}^s is effect:")
    print("    s = " + ", ".join(f"{s}: {observed ** s:.2f}" for s in (0, 0.25, 0.5, 0.75, 1)))
    print(f"    The model: {all_:.2f} in all, {of_training:.2f} between people alike, so "
          f"that training brings about {100 * np.log(of_training) / np.log(all_):.0f} % of the "
          "log-odds.")


def show_file(data, where):
    """What the results file says itself, of the shares of all graduates."""
    print("\n  In the file, shares of all graduates, tracks (retention_difference):")
    for contrast in data.contrast.values:
        x = data.retention_difference.sel(contrast=contrast, where=where,
                                          years_since=list(YEARS)).mean("years_since")
        if not np.isfinite(x).all():
            continue
        parts = ", ".join(f"{p} {100 * x.sel(part=p).mean().item():.1f}"
                          for p in data.part.values)
        lone = data.unmatched.sel(contrast=contrast, years_since=list(YEARS)).mean().item()
        print(f"    {contrast}, {where}: {parts}; like nobody of the other {100 * lone:.0f} %")


def report(title, path, pairs, where, scenario="baseline"):
    data = paired.group(path, "education").sel(scenario=scenario)
    print(f"\n{title}")
    out = [show(data, pair, where) for pair in pairs]
    show_file(data, where)
    return out


def region(options):
    print(f"Working in the county 4-7 years on: {100 * OBSERVED[0]:.0f} against "
          f"{100 * OBSERVED[1]:.0f} % observed (Finnmark, decentralised and campus): "
          f"{100 * (OBSERVED[0] - OBSERVED[1]):.0f} points")
    pairs = [(["nurse_decentralised"], ["nurse_hammerfest"]),
             (["nurse_decentralised"], ["nurse_tromso", "nurse_harstad", "nurse_hammerfest",
                                        "nurse_narvik"])]
    with paired.folder() as where:
        names = ["baseline"] if options.results else ["baseline", "as_published", "no_evidence"]
        path = options.results or paired.run(
            options, paired.write(where, "region", "troms_finnmark.yaml", READINGS), names)
        (shares, alike, _), *_ = report("As the study has it", path, pairs, "county")
        show_odds(shares, alike)
        if options.results:
            return
        report("Effects as they were published, nothing taken off", path, pairs[:1], "county",
               "as_published")
        report("No effect of what evidence is asked about", path, pairs[:1], "county",
               "no_evidence")
        path = paired.run(options, paired.write(where, "off", "troms_finnmark.yaml", OFF),
                          ["no_evidence"])
        report("Nor of the first post and of where one studied: what is left is composition, "
               "and where the schools are", path, pairs[:1], "county", "no_evidence")


def ladder(options):
    pairs = [(["nursing_spread"], ["nursing"])]
    with paired.folder() as where:
        path = paired.run(options, paired.write(where, "ladder", "24_selection.yaml"),
                          ["baseline", "no_effect"])
        for scenario, title in (("baseline", "As the study has it"),
                                ("no_effect", "What training does taken away (null evidence)")):
            report(title, path, pairs, "district", scenario)


if __name__ == "__main__":
    made = paired.parser(__doc__)
    made.add_argument("--ladder", action="store_true", help="step 24 of the ladder")
    made.add_argument("--results", help="a results file of the region")
    given = made.parse_args()
    (ladder if given.ladder else region)(given)
