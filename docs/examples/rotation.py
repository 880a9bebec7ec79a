#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rotation of general practitioners in centrality class 6, before and after.

    /usr/bin/python3 docs/examples/rotation.py [--place 5616] [--share 0.5] [--years 5]

The study of the region, ten years, rotation from the sixth: two weeks on and four off (2:4), and two on
and two off (2:2). In one municipality all of its posts go over to rotation as they fall vacant; in
the whole class a share of them (a half, an assumption: 64 doctors in 20 schemes, Prestgaard et
al. 2024, are about one post each). Means over the five years before and the five after, each change
against the same replicates without rotation, with the 95 % interval of the mean. Half of the rotators
are recruited from posts of general practice elsewhere (Prestgaard et al. 2024); where they are missed is the
last table. A doctor who rotates 2:4 gives a third of a full-time equivalent here and, in the model, none
elsewhere: what is lost elsewhere is told too high where rotators work at home too. Pay, travel and
housing of rotators and the cost of coordination are assumptions.
"""
import numpy as np

import paired

CHANGES = """
horizon: {{start: 2025, years: {horizon}, steps_per_year: 2}}
measures:
  rotation_here: {here}
  rotation_class: {every}
scenarios:
  baseline: {{}}
  here_2_4: {{measures: [{{use: rotation_here, from: {begin}, pattern: "2:4"}}]}}
  here_2_2: {{measures: [{{use: rotation_here, from: {begin}, pattern: "2:2"}}]}}
  class_2_4: {{measures: [{{use: rotation_class, from: {begin}, pattern: "2:4"}}]}}
  class_2_2: {{measures: [{{use: rotation_class, from: {begin}, pattern: "2:2"}}]}}
"""
NAMES = ["baseline", "here_2_4", "here_2_2", "class_2_4", "class_2_2"]
MEASURE = ('{{effects: [{{lever: cover.rotation, roles: [gp], where: {where}, scale: set, '
           'pattern: "2:4", value: {{value: {share}, certainty: design, source: assumption}}}}], '
           'costs: [{{per: place, item: programme, payer: municipality, roles: [gp], '
           'where: {where}, amount: {{value: 100000, certainty: very_low, '
           'source: assumption}}}}]}}')


def study(options, where):
    begin = 2025 + options.years
    text = CHANGES.format(
        horizon=2 * options.years, begin=begin,
        here=MEASURE.format(where=f'{{places: ["{options.place}"]}}', share=1),
        every=MEASURE.format(where="{centrality: [6]}", share=options.share))
    return paired.write(where, "rotation", "troms_finnmark.yaml", text)


class Area:
    """What is told of some posts, by scenario, replicate and year."""

    def __init__(self, sums, posts):
        self.sums = sums    # all measures, summed over the area's general practice
        self.posts = posts  # what is kept of each post

    def ratio(self, top, bottom):
        return lambda years: (self.sums[top].sel(year=years).sum("year") /
                              self.sums[bottom].sel(year=years).sum("year"))

    def mean(self, name, factor=1.0):
        return lambda years: factor * self.sums[name].sel(year=years).mean("year")

    def nobody(self, years):
        there = (self.posts.headcount + self.posts.rotation_fte).sel(year=years)
        return 100 * (there == 0).mean(["year", "post"])

    def rows(self):
        return [
            ("vacant posts, % of funded",
             lambda y: 100 * self.ratio("vacant_fte", "funded_fte")(y)),
            ("doctors in ordinary posts", self.mean("headcount")),
            ("doctors on rotation", self.mean("rotation_headcount")),
            ("rotation, FTE", self.mean("rotation_fte")),
            ("locums, FTE", self.mean("locum_fte")),
            ("locums, million NOK a year", self.mean("locum_cost", 1e-6)),
            ("rotation, million NOK a year", self.mean("rotation_cost", 1e-6)),
            ("all costs, million NOK a year", self.mean("total_cost", 1e-6)),
            ("work by people there a year or more, %",
             lambda y: 100 * self.ratio("continuous_fte", "worked_fte_all")(y)),
            ("year ends without a doctor, % of places", self.nobody)]


def show(title, area, scenarios, before, after):
    draw = area.sums.draw.values
    print(f"\n{title}: means of {before[0]}-{before[-1]} and {after[0]}-{after[-1]}")
    heads = "".join(f"{'change by ' + s.split('_', 1)[1].replace('_', ':'):>32}"
                    for s in scenarios)
    print(f"  {'':41}{'before':>8}{'after':>8}{heads}")
    for name, row in area.rows():
        levels = [row(y).sel(scenario="baseline").values for y in (before, after)]
        line = f"  {name:41}" + "".join(f"{np.nanmean(x):8.2f}" for x in levels)
        for s in scenarios:
            same = row(before).sel(scenario=s).values
            if not np.array_equal(same, levels[0], equal_nan=True):
                raise SystemExit(f"{s} differs before it begins: {name}")
            change = row(after).sel(scenario=s).values - levels[1]
            line += paired.told(change, draw, "9.2f").rjust(32)
        print(line)


def displacement(root, here, scenarios, after):
    """Full-time equivalents in post elsewhere, rotation included."""
    held = (root.held_fte + root.rotation_fte).sel(year=after).mean("year")
    rest, gp = root.rest.values == 1, root.role.values == "gp"
    doctor, six = root.profession.values == "doctor", root.centrality.values == 6
    parts = {"here": here & gp,
             "general practice, class 6 elsewhere": gp & six & ~here & ~rest,
             "general practice, other classes": gp & ~six & ~here & ~rest,
             "other doctors of the region": doctor & ~gp & ~rest,
             "the rest of the north": doctor & rest & (root.place.values == "rest_north"),
             "the rest of the country": doctor & rest & (root.place.values == "rest_south")}
    print(f"  {'full-time equivalents in post':57}" + "".join(
        f"{'change by ' + s.split('_', 1)[1].replace('_', ':'):>32}" for s in scenarios))
    for name, mask in parts.items():
        if not mask.any():
            continue
        line = f"  {name:57}"
        for s in scenarios:
            change = (held.sel(scenario=s) - held.sel(scenario="baseline")).isel(
                post=np.flatnonzero(mask)).sum("post").values
            line += paired.told(change, root.draw.values, "9.2f").rjust(32)
        print(line)


def worst(path, before):
    """Municipalities of the class by vacancy before."""
    root = paired.group(path)
    six = (root.centrality.values == 6) & (root.role.values == "gp")
    data = root.sel(scenario="baseline", year=before).isel(post=np.flatnonzero(six))
    rate = 100 * (data.vacant_fte.sum(["year", "replicate"]) /
                  data.funded_fte.sum(["year", "replicate"])).values
    order = np.argsort(-rate)[:6]
    print("Vacant general practice in class 6 before, %: " + ", ".join(
        f"{data.place_name.values[i]} ({data.place.values[i]}) {rate[i]:.0f}" for i in order))


def main(options):
    before = list(range(2025, 2025 + options.years))
    after = [y + options.years for y in before]
    with paired.folder() as where:
        path = paired.run(options, study(options, where), NAMES)
        worst(path, before)
        root = paired.group(path)
        gp = root.role.values == "gp"
        here = root.place.values == options.place
        region = root.region.values[np.flatnonzero(here)[0]]
        alone = {p for p, r, rest in zip(root.place.values, root.region.values,
                                         root.rest.values) if r == region}
        if alone != {options.place}:
            raise SystemExit(f"{options.place} is not a labour region of its own: {alone}")
        name = root.place_name.values[np.flatnonzero(here)[0]]
        kept = root[["headcount", "rotation_fte"]]
        sums = paired.group(path, "by_region").sel(region=region, role="gp")
        show(f"{name}, every post", Area(sums, kept.isel(post=np.flatnonzero(here & gp))),
             ["here_2_4", "here_2_2"], before, after)
        displacement(root, here, ["here_2_4", "here_2_2"], after)
        six = gp & (root.centrality.values == 6)
        sums = paired.group(path, "by_centrality").sel(centrality=6, role="gp")
        show(f"Class 6, {100 * options.share:.0f} % of posts",
             Area(sums, kept.isel(post=np.flatnonzero(six))),
             ["class_2_4", "class_2_2"], before, after)
        displacement(root, root.centrality.values == 6, ["class_2_4", "class_2_2"], after)


if __name__ == "__main__":
    made = paired.parser(__doc__)
    made.add_argument("--place", default="5616", help="number of the municipality")
    made.add_argument("--share", type=float, default=0.5, help="of the posts of class 6")
    made.add_argument("--years", type=int, default=5, help="before and after")
    main(made.parse_args())
