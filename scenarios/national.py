#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write a study of a country the size of Norway, to show that the same code carries it.

    python3 scenarios/national.py build/national.yaml
    build/stabil run build/national.yaml -o build/national.h5

The study is `base: world/troms_finnmark.yaml` and changes: professions, stages, traits,
tenure, pay, choice and behaviour are those of the region, with their sources. Places are
made here and are synthetic: places have numbers for names and none is a real one. Only
these numbers about the country stand behind them, each with where it is from:

  357 municipalities in 15 counties since 2024      SSB Klass 131 and 104
  5.6 million inhabitants                           SSB table 07459, rounded
  5,614 lists of GPs                                helsedir2024 (as in the base)
  1,185 LIS1 posts a year                           helsedir2024 (as in the base)

Everything else is an assumption: how many municipalities and inhabitants each centrality
class has (SSB's counts by class for 2024 were not at hand), the rank-size rule, where
hospitals stand, 110,000 nurses and 35,000 doctors, seats. There is no rest of the country:
whoever leaves a post looks for another one in it. The same file to the bit on every run.
"""
import math
import os
import re
import sys

BASE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "world",
                    "troms_finnmark.yaml")
INHABITANTS, COUNTIES, HOSPITALS = 5_600_000, 15, 50
# Class: municipalities, share of the inhabitants, exponent of rank-size: the r-th largest
# of a class has A r^-exponent inhabitants. All assumption; the counts sum to 357.
CLASSES = {1: (6, 0.205, 1.5), 2: (21, 0.260, 0.8), 3: (50, 0.240, 0.5),
           4: (70, 0.152, 0.5), 5: (95, 0.093, 0.5), 6: (115, 0.050, 0.6)}
GP_LISTS, LIS1_POSTS = 5614, 1185
NURSES_PER_10000 = 90, 83  # municipal, hospital: 173, nationally 160-175; assumption
HOSPITAL_DOCTORS = 28_600  # every doctor who is neither GP nor LIS1; assumption
NURSE_SEATS, NURSE_DISTRICT_SEATS, DOCTOR_SEATS = 5800, 300, 1330  # a year; assumption
ASSUMED = "certainty: very_low, source: assumption"


def number(value):
    return "{value: %s, %s}" % (("%.4f" % value).rstrip("0").rstrip("."), ASSUMED)


def base_keys(*path):
    """The keys below a path of the base, which is written in blocks of two spaces."""
    keys, depth = [], 0
    for line in open(BASE, encoding="utf-8"):
        found = re.match(r'( *)("[^"]+"|[\w]+):', line)
        if not found:
            continue
        level = len(found[1]) // 2
        if level < depth:
            break
        if depth < len(path) and level == depth and found[2] == path[depth]:
            depth += 1
        elif depth == len(path) and level == depth:
            keys.append(found[2])
    assert keys, "nothing below " + ".".join(path)
    return keys


def apportion(total, weights):
    """Whole numbers that sum to the total, by largest remainder."""
    exact = [total * w / sum(weights) for w in weights]
    whole = [math.floor(x) for x in exact]
    by_rest = sorted(range(len(exact)), key=lambda i: (whole[i] - exact[i], i))
    for i in by_rest[:total - sum(whole)]:
        whole[i] += 1
    return whole


def position(county, rank, centrality):
    """Counties lie along a line from south to north; places spiral around their middle."""
    angle, radius = 2.399963 * rank, 0.12 * centrality
    return (58.5 + 0.85 * county + radius * math.sin(angle),
            6.0 + 1.5 * county + 2 * radius * math.cos(angle))


def municipalities():
    places = []
    for centrality, (count, share, exponent) in CLASSES.items():
        sizes = apportion(round(INHABITANTS * share),
                          [(r + 1) ** -exponent for r in range(count)])
        for rank, size in enumerate(sizes):
            county = 0 if centrality == 1 else (rank * 4 + centrality) % COUNTIES
            lat, lon = position(county, rank, centrality)
            places.append({"id": "m%03d" % (len(places) + 1), "class": centrality,
                           "county": county, "population": size, "lat": lat, "lon": lon})
    assert len(places) == 357
    return places


def nearest(place, among):
    same = [p for p in among if p["county"] == place["county"]] or among
    return min(same, key=lambda p: ((p["lat"] - place["lat"]) ** 2
                                    + ((p["lon"] - place["lon"]) / 2) ** 2, p["id"]))


def settle(places):
    """Labour regions around the larger municipalities, hospitals in the largest."""
    first = places[0]
    centres = [p for p in places if 2 <= p["class"] <= 4]
    centres += [p for i, p in enumerate(p for p in places if p["class"] == 6) if i % 5 == 0]
    for p in centres + [first]:
        p["region"] = "r" + p["id"][1:]
    for p in places:
        if "region" not in p:
            p["region"] = (first if p["class"] == 1 else nearest(p, centres))["region"]
    hosts = (places[:2] + places[6:])[:HOSPITALS]
    for p in places:
        p["host"] = p if p in hosts else nearest(p, hosts)
    return hosts


def gp_posts(places):
    # per 10,000 inhabitants by size as in the base, scaled to the number of lists
    rate = [13.2 if p["population"] < 2000 else 8 if p["population"] >= 50000 else 9.5
            for p in places]
    weights = [r * p["population"] for r, p in zip(rate, places)]
    return [max(1, n) for n in apportion(GP_LISTS, weights)]


def lis1_in_municipalities(places, hosts, in_hospital):
    """Half of a hospital's LIS1 posts, for the stages last 12 and 6 months."""
    posts = {}
    for host, count in zip(hosts, in_hospital):
        mine = [p for p in places if p["host"] is host]
        shares = apportion(round(count / 2), [p["population"] for p in mine])
        posts.update((p["id"], n) for p, n in zip(mine, shares))
    return posts


def write_places(out, places, hosts):
    catchment = [sum(p["population"] for p in places if p["host"] is h) for h in hosts]
    in_hospital = apportion(LIS1_POSTS, catchment)
    lis1 = lis1_in_municipalities(places, hosts, in_hospital)
    for p, gps in zip(places, gp_posts(places)):
        posts = "gp: {funded: %s}" % number(gps)
        if lis1[p["id"]]:
            posts += ", lis1_municipal: {funded: %s}" % number(lis1[p["id"]])
        out.append("  %s: {name: {nb: Kommune %s}, kind: municipality, county: c%02d, "
                   "region: %s, hospital: h%s, centrality: %d, population: %d, "
                   "lat: %.3f, lon: %.3f, posts: {%s}}"
                   % (p["id"], p["id"][1:], p["county"] + 1, p["region"],
                      p["host"]["id"][1:], p["class"], p["population"], p["lat"], p["lon"],
                      posts))
    doctors = apportion(HOSPITAL_DOCTORS, [c ** 1.1 for c in catchment])
    nurses = [NURSES_PER_10000[1] * c / 10000 for c in catchment]
    for h, n, d, l in zip(hosts, nurses, doctors, in_hospital):
        out.append("  h%s: {name: {nb: Sykehus %s}, kind: hospital, county: c%02d, "
                   "region: %s, municipality: %s, centrality: %d, lat: %.3f, lon: %.3f, "
                   "posts: {nurse_hospital: {funded: %s}, doctor_hospital: {funded: %s}, "
                   "lis1_hospital: {funded: %s}}}"
                   % (h["id"][1:], h["id"][1:], h["county"] + 1, h["region"], h["id"],
                      h["class"], h["lat"], h["lon"], number(round(n)), number(d),
                      number(l)))


def programmes(places):
    towns = [p for p in places if p["class"] == 2]
    district = [p for p in places if p["class"] == 5][:10]
    rows = [("nurse_%s", "nurse", "campus", 3, 0.30, p, n) for p, n in
            zip(towns, apportion(NURSE_SEATS, [p["population"] ** 0.7 for p in towns]))]
    rows += [("nurse_%s", "nurse", "decentralised", 3, 0.60, p, n) for p, n in
             zip(district, apportion(NURSE_DISTRICT_SEATS, [1] * len(district)))]
    schools = places[:1] + towns[:3]  # those who study abroad count as the first one's
    rows += [("doctor_%s", "doctor", "campus", 6, 0.25, p, n) for p, n in
             zip(schools, apportion(DOCTOR_SEATS, [3, 1, 1, 1]))]
    return rows


def write_programmes(out, rows):
    for name, profession, track, length, rural, p, seats in rows:
        dropout = 0.08 if profession == "nurse" else 0.014
        out.append("  %s: {profession: %s, place: %s, track: %s, seats: %s, length: %d, "
                   "dropout: %s, admission: {rural: %s}, origin: {local: %s, county: %s, "
                   "region: %s}, placements: {trait: exposed, share: %s}}"
                   % (name % p["id"], profession, p["id"], track, number(seats), length,
                      number(dropout), number(rural), number(0.35), number(0.25),
                      number(0.40), number(0.5 if track == "decentralised" else 0.2)))


# Numbers of the base that stop at class 3 are carried on to the two most central ones.
CENTRAL = {
    "nurse_municipal": {"vacancy": 0.05, "turnover.rate": 0.1275, "rural": 0.25, "high": 0.30},
    "nurse_hospital": {"vacancy": 0.06, "rural": 0.25, "high": 0.30},
    "gp": {"vacancy": 0.03, "rural": 0.25, "high": 0.30},
}


def both(value):
    return "{centrality: {1: %s, 2: %s}}" % (number(value), number(value))


def write_role(out, role, rows):
    out.append("  %s:" % role)
    central = CENTRAL.get(role, {})
    if role == "nurse_municipal":
        out.append("    need: {per_10000: %s}" % number(NURSES_PER_10000[0]))
    if role == "nurse_hospital":  # one number in the base
        out.append("    vacancy: %s" % number(central["vacancy"]))
    elif "vacancy" in central:
        out.append("    vacancy: %s" % both(central["vacancy"]))
    if "turnover.rate" in central:
        out.append("    turnover: {rate: %s}" % both(central["turnover.rate"]))
    out.append("    staff:")
    if "rural" in central:
        out.append("      traits: {rural: %s, high: %s}"
                   % (both(central["rural"]), both(central["high"])))
    shares = {"local": 0.50, "county": 0.20, "region": 0.30}
    gone = [k for k in base_keys("roles", role, "staff", "origin") if k not in shares]
    out.append("      origin: {%s}" % ", ".join(
        ["%s: ~" % k for k in gone] + ["%s: %s" % (k, number(v)) for k, v in shares.items()]))
    seats = {}
    for _, profession, _, _, _, p, n in rows:
        if (profession == "nurse") == role.startswith("nurse"):
            seats[p["region"]] = seats.get(p["region"], 0) + n
    cells = apportion(10000, list(seats.values()))
    gone = base_keys("roles", role, "staff", "training")
    out.append("      training: {%s}" % ", ".join(
        ["%s: ~" % k for k in gone]
        + ["%s: %s" % (k, number(n / 10000)) for k, n in zip(seats, cells)]))


def removed(out, section):
    out.append("%s:" % section)
    out.extend("  %s: ~" % key for key in base_keys(section))


def study(base):
    places = municipalities()
    hosts = settle(places)
    rows = programmes(places)
    out = ["# Made by scenarios/national.py, which says what is assumed. Synthetic places.",
           "stabil: 1",
           "title: {nb: Et land på Norges størrelse, en: A country the size of Norway}",
           "base: %s" % base,
           "horizon: {start: 2025, years: 20, steps_per_year: 2}",
           "seed: 1",
           "uncertainty: {draws: 1, replicates: 4}",
           "tracks: {bodo_model: ~, employer_supported: ~}",
           "professions: {care_worker: ~}",  # nurses and doctors alone
           "stages: {care_worker: ~}",
           "behaviour: {bodo_model_gp: ~}"]
    removed(out, "counties")
    out += ["  c%02d: {label: Fylke %d}" % (c + 1, c + 1) for c in range(COUNTIES)]
    removed(out, "regions")
    out += ["  %s: {label: Region %s}" % (r, r[1:])
            for r in sorted({p["region"] for p in places})]
    out.append("roles:")
    for role in base_keys("roles"):
        if role in ("care", "nurse_pool", "gp_pool"):
            out.append("  %s: ~" % role)
        else:
            write_role(out, role, rows)
    removed(out, "places")
    write_places(out, places, hosts)
    removed(out, "programmes")
    write_programmes(out, rows)
    out += ["observed: ~",
            "flows: ~",
            "measures:",
            "  rural_admission:",
            "    label: {nb: Opptak av søkere fra distrikt, en: Admission of rural applicants}",
            "    effects:",
            "      - {lever: admission.rural_share, scale: add, value: {value: 0.15, "
            "certainty: design, source: assumption}}",
            "scenarios:",
            "  baseline: {label: {nb: Uten nye tiltak, en: No new measures}}",
            "  rural_admission:",
            "    label: {nb: Opptak fra distrikt, en: Rural admission}",
            "    measures: [{use: rural_admission, from: 2026}]"]
    return "\n".join(out) + "\n"


def main():
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit("usage: national.py FILE (the study to write)")
    path = os.path.abspath(sys.argv[1])
    text = study(os.path.relpath(BASE, os.path.dirname(path)))
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


if __name__ == "__main__":
    main()
