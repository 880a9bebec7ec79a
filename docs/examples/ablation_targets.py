# SPDX-License-Identifier: GPL-3.0-or-later
"""What an effect on a lever moves first: one row a lever, in TARGETS.

A target is measured over the posts or programmes that the effect reaches, over the years in
which it is on: a number for each scenario and replicate."""
import dataclasses
import typing

import numpy as np


def central(number):
    return number.get("value") if isinstance(number, dict) else number


def listed(value):
    return [] if value is None else value if isinstance(value, list) else [value]


def texts(values):
    return [v.decode() if isinstance(v, bytes) else str(v) for v in values]


class Study:
    """A results file and the study that made it, asked for what an effect reaches."""

    def __init__(self, file, resolved, start):
        self.file, self.study = file, resolved
        self.on = file["year"][...] >= start
        self.names = texts(file["scenario"][...])
        self.places = {str(k): v for k, v in resolved["places"].items()}
        stages = resolved["stages"]
        self.holders = {r: self._stages(role) for r, role in resolved["roles"].items()}
        self.profession = {r: stages[next(iter(held))]["profession"]
                           for r, held in self.holders.items()}

    @staticmethod
    def _stages(role):
        held = role["holders"]
        return set(held) | set(held.values()) if isinstance(held, dict) else set(held)

    def scenario(self, name):
        return self.names.index(name)

    # --- who and where

    def roles(self, effect):
        """Roles that an effect reaches."""
        who = effect.get("who", {})
        return [r for r in self.study["roles"]
                if r in listed(effect.get("roles", list(self.study["roles"])))
                and self.profession[r] in listed(who.get("professions",
                                                         self.profession[r]))
                and (not who.get("stages") or self.holders[r] & set(listed(who["stages"])))]

    def _in_area(self, place, where):
        about = self.places[place]
        district = listed(self.study.get("district", {}).get("centrality", [5, 6]))
        if "size" in where:
            raise ValueError("areas by size are not told apart in results")
        return (about["kind"] != "rest"
                and place in map(str, listed(where.get("places", place)))
                and about.get("county") in listed(where.get("counties", about.get("county")))
                and about.get("region") in listed(where.get("regions", about.get("region")))
                and about["kind"] in listed(where.get("kinds", about["kind"]))
                and about["centrality"] in listed(where.get("centrality",
                                                            about["centrality"]))
                and where.get("district", about["centrality"] in district)
                == (about["centrality"] in district))

    def reached(self, effect):
        """[posts]"""
        role, place = texts(self.file["role"][...]), texts(self.file["place"][...])
        rest, roles = self.file["rest"][...] != 0, self.roles(effect)
        where = effect.get("where", {})
        return np.array([not rest[i] and role[i] in roles
                         and self._in_area(place[i], where) for i in range(len(role))])

    def _groups(self, effect, by):
        """Values of a coordinate of the posts that an effect reaches, and whether all posts
        of these values and of its roles are reached."""
        value, inside = self.file[by][...], self.reached(effect)
        found = set(value[inside].tolist())
        alike = self.reached({**effect, "where": {}}) & np.isin(value, list(found))
        return found, bool((alike == inside).all())

    def _by(self, effect):
        """Classes of centrality where they tell the posts apart, else labour regions."""
        found, exact = self._groups(effect, "centrality")
        return ("centrality", found) if exact else ("region",
                                                    self._groups(effect, "region")[0])

    def _masks(self, group, by, found, roles):
        keys = group[by][...].tolist()
        return (np.isin(np.array(keys), list(found)),
                np.isin(texts(group["role"][...]), roles))

    def posts(self, name, effect):
        """A measure over the posts reached and the years: [scenario, replicate]. Where the
        classes do not tell them apart, by post if it is kept by post."""
        by, found = self._by(effect)
        if by == "region" and name in self.file:
            mask, data = self.reached(effect), self.file[name][...][:, :, self.on]
            return np.nansum(data[..., mask], axis=(2, 3))
        group = self.file[f"by_{by}"]
        classes, roles = self._masks(group, by, found, self.roles(effect))
        data = group[name][...][:, :, self.on]
        return np.nansum(data[:, :, :, classes][..., roles], axis=(2, 3, 4))

    def causes(self, cause, effect):
        """Those who left for this cause, and person-years, over the posts reached; where
        classes of centrality do not tell these apart, all who left, and staff."""
        by, found = self._by(effect)
        if by == "region":
            return self.posts("left", effect), self.posts("headcount", effect)
        years = self.posts("person_years", effect)
        group = self.file["people"]
        classes, roles = self._masks(group, by, found, self.roles(effect))
        at = texts(group["cause"][...]).index(cause)
        data = group["separations_by_cause"][..., at][:, :, self.on]
        return data[:, :, :, roles][..., classes].sum(axis=(2, 3, 4)), years

    # --- programmes

    def programmes(self, effect):
        who, where = effect.get("who", {}), effect.get("where")
        return np.array([
            g in listed(who.get("programmes", g))
            and about["profession"] in listed(who.get("professions", about["profession"]))
            and about.get("track") in listed(who.get("tracks", about.get("track")))
            and (not where or self._in_area(str(about["place"]), where))
            for g, about in ((g, self.study["programmes"][g])
                             for g in texts(self.file["education/programme"][...]))])

    def education(self, name, effect):
        data = self.file[f"education/{name}"][...][:, :, self.on]
        return data[..., self.programmes(effect)].sum(axis=(2, 3))

    def admitted_with(self, effect, trait, other=None):
        """Students admitted with the second values of one trait, or of two."""
        group = self.file["education"]
        names = texts(group["trait"][...])
        a, b = names.index(trait), names.index(other or trait)
        data = group["admitted_with"][..., a, b][:, :, self.on]
        return data[..., self.programmes(effect)].sum(axis=(2, 3))

    def placement(self, effect, bad=False):
        """The trait that the placements of the first programme reached give."""
        for g, inside in zip(texts(self.file["education/programme"][...]),
                             self.programmes(effect)):
            about = self.study["programmes"][g].get("placements")
            if inside and about and (not bad or "bad" in about):
                return about["bad"]["trait"] if bad else about["trait"]
        raise ValueError("no placements in these programmes")

    def chosen(self, effect):
        """A trait of those who choose placements."""
        for g, inside in zip(texts(self.file["education/programme"][...]),
                             self.programmes(effect)):
            about = self.study["programmes"][g].get("placements", {})
            if inside and about.get("chosen"):
                return next(iter(about["chosen"]))
        raise ValueError("nobody chooses placements in these programmes")

    def bonded(self, effect):
        """An effect over all posts of the profession that a bond binds."""
        bound = self.study["bonds"][effect["bond"]]["profession"]
        return {"who": {"professions": [bound]}}


@dataclasses.dataclass
class Target:
    text: str
    unit: str
    sign: int  # of the target where the lever rises; 0: either
    measure: typing.Callable


def rate(cause):
    def measure(study, effect):
        left, years = study.causes(cause, effect)
        return left / years
    return measure


def mean(name):
    def measure(study, effect):
        return study.posts(name, effect) / study.on.sum()
    return measure


def ratio(above, below):
    def measure(study, effect):
        return study.posts(above, effect) / study.posts(below, effect)
    return measure


def share_with(trait):
    """Of the students admitted; `trait` says which one."""
    def measure(study, effect):
        return (study.admitted_with(effect, trait(study, effect))
                / study.education("admitted", effect))
    return measure


def exposed_share(study, effect):
    exposed, chosen = study.placement(effect), study.chosen(effect)
    return (study.admitted_with(effect, exposed, chosen)
            / study.admitted_with(effect, exposed))


def education(name, below=None):
    def measure(study, effect):
        whole = study.education(name, effect)
        return whole / (study.education(below, effect) if below else study.on.sum())
    return measure


def small_teams(study, effect):
    """All who left over staff, in posts that are no larger than the role's reference as
    the study begins."""
    roles = study.study["roles"]
    reference = {r: about["team"]["reference"] for r, about in roles.items()
                 if "team" in about}
    least = np.array([central(reference.get(r, -1)) + 1
                      for r in texts(study.file["role"][...])])
    small = study.reached(effect) & (study.file["funded_fte"][0, 0, 0] < least)
    left, staff = (study.file[name][...][:, :, study.on][..., small].sum(axis=(2, 3))
                   for name in ("left", "headcount"))
    return left / staff


def bound(study, effect):
    return study.posts("bound_headcount", study.bonded(effect)) / study.on.sum()


def claims(study, _effect):
    return study.posts("claim_hires", {}) / study.on.sum()


TARGETS = {
    "admission.rural_share": Target("rural among those admitted", "share", 1,
                                    share_with(lambda s, e: "rural")),
    "admission.trait": Target("those with the trait among those admitted", "share", 1,
                              share_with(lambda s, e: e["trait"])),
    "admission.seats": Target("students admitted", "a year", 1, education("admitted")),
    "placements.share": Target("those with a placement among those admitted", "share", 1,
                               share_with(lambda s, e: s.placement(e))),
    "placements.drawn": Target("those who would choose one among those with a placement",
                               "share", -1, exposed_share),
    "placements.bad": Target("those with a bad placement among those admitted", "share", 1,
                             share_with(lambda s, e: s.placement(e, bad=True))),
    "placements.weeks": Target("seats that stay empty", "a year", -1, education("refused")),
    "hazard.dropout": Target("students who drop out", "per student", 1,
                             education("dropouts", "students")),
    "allocation.lottery": Target("hires where one comes from", "share of hires", -1,
                                 ratio("home_hires", "hires")),
    "choice.utility": Target("hires into the posts reached", "a year and vacant FTE", 1,
                             ratio("hires", "vacant_fte")),
    "choice.distance": Target("hires into the posts reached", "a year and vacant FTE", -1,
                              ratio("hires", "vacant_fte")),
    "hazard.separate": Target("separations", "per person-year", 1, rate("separate")),
    "hazard.leave_profession": Target("those who leave the profession", "per person-year",
                                      1, rate("leave_profession")),
    "hazard.retire": Target("those who retire", "per person-year", 1, rate("retire")),
    "hazard.specialise": Target("staff in training", "people", 1, mean("trainees")),
    "hazard.job_search": Target("changes of employer", "per person-year", 1,
                                rate("job_change")),
    "team.effect": Target("those who leave teams of the reference or smaller",
                          "per head and year", 1, small_teams),
    "load.effect": Target("separations", "per person-year", 1, rate("separate")),
    "posts.need": Target("need", "FTE", 1, mean("need_fte")),
    "posts.demand": Target("demand", "FTE", 1, mean("demand_fte")),
    "posts.funded": Target("funded posts", "FTE", 1, mean("funded_fte")),
    "tasks.shift": Target("demand for those who give tasks away", "FTE", -1,
                          mean("demand_fte")),
    "position_fraction": Target("posts held per head", "FTE", 1,
                                ratio("held_fte", "headcount")),
    "absence": Target("work per post held", "FTE", -1, ratio("fte", "held_fte")),
    "work_share": Target("work per post held", "FTE", 1, ratio("fte", "held_fte")),
    "pay": Target("cost of incentives", "NOK a year", 1, mean("incentive_cost")),
    "friction.fill_rate": Target("vacancy spell of posts filled", "years", -1,
                                 ratio("fill_wait_years", "filled_posts")),
    "friction.succession": Target("vacancy spell of posts filled", "years", -1,
                                  ratio("fill_wait_years", "filled_posts")),
    "cover.rotation": Target("rotation", "FTE", 1, mean("rotation_fte")),
    "contract.fixed_term": Target("staff with a fixed term", "people", 1,
                                  mean("fixed_term_headcount")),
    "cover.locum_fill": Target("locums", "FTE", 1, mean("locum_fte")),
    "cover.locum_price": Target("cost of locums", "NOK a year", 1, mean("locum_cost")),
    "cover.locum_budget": Target("locums", "FTE", 1, mean("locum_fte")),
    "cover.locum_cap": Target("locums", "FTE", 1, mean("locum_fte")),
    "matching.local_ties": Target("hires where one comes from", "share of hires", 1,
                                  ratio("home_hires", "hires")),
    "bond": Target("people under a bond", "people", 1, bound),
    "supervision.per": Target("trainees whom supervisors could take more", "people", 1,
                              mean("training_room")),
    "agreement": Target("hires of people first in line", "a year", 1, claims),
    "transition.coupled": Target("hires of people first in line", "a year", 1, claims),
}
