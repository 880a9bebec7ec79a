# SPDX-License-Identifier: GPL-3.0-or-later
"""What mechanisms.py runs: one entry a mechanism.

`common` changes the step of the ladder for all rows, so that the mechanism has something to
act on; the row `off` has nothing more (or `off`, where a key cannot be left out). `on` is
what turns the mechanism on, with {x} for its parameter. `null` is present and does nothing.
"""
from dataclasses import dataclass
from typing import Callable

from mechanism_measures import (DISTRICT, admitted, cause, dispersion, money, nobody, of_class,
                                origin, retained, share_of, turnover, week_price)


@dataclass
class Mechanism:
    name: str
    title: str
    study: str  # step of the ladder
    on: str
    values: dict  # parameter by row
    null: str
    null_label: str
    measure: Callable  # of Results: a number for each replicate
    about: str
    unit: str
    sign: int  # expected of the difference to off
    common: str = ""
    off: str = ""
    off_label: str = "-"
    null_off: str = ""  # what `null` is compared with, where that is not `off`
    draws: bool = False  # each replicate with parameters of its own
    replicates: int = 150
    quick: int = 20  # in the test
    firm: tuple = ("on",)  # rows whose sign `quick` replicates show with margin
    apart: tuple = ()  # data sets that report on the key itself
    note: str = ""  # on the doubled row
    reading: str = ""  # of the table, in plain words


def pair(on, doubled):
    return {"on": on, "doubled": doubled}


def measure(year, effects, use=""):
    """A measure of one effect, and the scenario that uses it."""
    return (f"measures: {{m: {{effects: [{{{effects}}}]}}}}\n"
            f"scenarios: {{case: {{measures: [{{use: m, from: {year}{use}}}]}}}}")


ALL = (3, 4, 5, 6)
SYSTEM = ("plan_recruit_retain: {tasks: {t: {}}, conditions: {c: {}}, half_life_up: 1, "
          "half_life_down: 1, floor: FLOOR, beside: false}")
NURSE = "nurse_municipal"
GRANT = ("bonds: {grant: {hold: 0.4, cliff: 1, cliff_by: ~, buy_out: 0}}")
BOUND = ("bonds: {grant: {hold: 0.4, cliff: ~, cliff_by: ~, buy_out: ~, "
         "price: ~}}\n" + measure(
             "2026", "lever: bond, bond: grant, roles: [nurse_municipal], "
             "where: {district: true}, scale: set, value: 1"))
TERM = ("roles: {nurse_municipal: {fixed_term: {share: SHARE, months: 18, permanent: 0.5, "
        "separate: 1.3}}}")
POOL = ("roles: {nurse_pool: {covers: {roles: [nurse_municipal], where: county}}}\n"
        "places: {fjord: {posts: {nurse_pool: {funded: POSTS}}}}")
ROTATION = ("lever: cover.rotation, roles: [nurse_municipal], where: {district: true}, "
            "scale: set, value: SHARE, pattern: '2:2'")
SEARCH = ("roles: {nurse_municipal: {job_search: {rate: RATE, stay: 4.5}}, "
          "nurse_hospital: {job_search: {rate: RATE, stay: 4.5}}}")
GROWTH = ("measures: {g: {effects: [{lever: posts.funded, roles: [nurse_hospital], "
          "scale: add, value: 60}]}}\n")
COORDINATION = ("measures: {m: {effects: [{lever: hazard.job_search, scale: hr, "
                "value: RATIO}]}}\nscenarios: {case: {measures: [{use: g, from: 2027}, "
                "{use: m, from: 2027}]}}")
SCARCE = ("roles: {nurse_municipal: {priority: ~}}\n"
          "flows: {nurse_in: {per_year: 60}}\nprogrammes: {nursing: {seats: 80}}")
TIES = ("lever: matching.local_ties, roles: [nurse_municipal], scale: set, value: SHARE")
WEEKS = ("programmes: {nursing: {placements: {weeks: WEEKS, supervisors: {stages: [nurse, "
         "specialist_nurse], weeks: 3.6, where: local}}}}")
SUPERVISED = "stages: {alis: {supervision: {by: [gp_specialist], per: PER}}}"
MENTORS = ("lever: hazard.separate, who: {stages: [newly_qualified]}, scale: hr, value: 0.5, "
           "needs: {mentors: {stages: [specialist_nurse], years: 3, per: PER}}")
FURTHER = ("stages: {nurse: {specialise: [{to: further_education, rate: RATE, "
           "roles: [nurse_municipal]}]}}")
SEATS = ("lever: admission.seats, who: {programmes: [staff_to_nurse]}, scale: set, "
         "value: SEATS")
CLAIM = "programmes: {staff_to_nurse: {recruits: {claim: CLAIM}}}"
CHOSEN = ("programmes: {nursing: {placements: {chosen: {rural: 3, high: 3}}}}\n"
          "behaviour: {placement: {value: 5}}")
PLACED = ("programmes: {nursing: {placements: {trait: exposed, share: SHARE, "
          "chosen: {rural: 0.8, high: 1}}}}")
BAD = "programmes: {nursing: {placements: {bad: {trait: put_off, share: SHARE}}}}"
TASKS = ("lever: tasks.shift, roles: [gp], where: {district: true}, scale: set, "
         "value: SHARE, to: {role: nurse_municipal, ratio: 1.3, funded: 0.5}")

STRATA = ("graduates_by_stratum", "retained_by_stratum", "stratum", "stratum_label",
          "stratum_label_nb", "stratum_home", "stratum_background", "stratum_affinity",
          "stratum_placement", "stratum_practice")

MECHANISMS = [
    Mechanism(
        "shock", "Shared shocks", "07_feedback",
        common="roles: {gp: {team: ~}}",
        on="shock: {region: {x}, place: {x}}", values=pair(0.1, 0.2),
        null="shock: {region: 0, place: 0}", null_label="variances of 0",
        measure=dispersion, sign=1,
        about="Variance of a year's exits of GPs over that of a binomial", unit="ratio",
        reading="Without shared shocks exits vary like coin tosses; with them bad years come "
        "to all at once, and a variance of 0.1 for region and place doubles the "
        "variance of a year."),
    Mechanism(
        "team", "On-call burden of small teams", "07_feedback",
        common="roles: {gp: {team: ~}}",
        on="roles: {gp: {team: {effect: {x}, reference: 4}}}", values=pair(0.7, 1.4),
        null="roles: {gp: {team: {effect: 0, reference: 4}}}", null_label="effect 0",
        measure=nobody, sign=1, quick=40, firm=("doubled",),
        about="Year ends without a GP on the island, last five years", unit="%",
        reading="In a team of less than four everybody leaves sooner the fewer they are, so "
        "that the island stands without a GP more than twice as often."),
    Mechanism(
        "load", "Load", "14_cover", common="roles: {nurse_municipal: {load: ~}}",
        on="roles: {nurse_municipal: {load: {effect: {x}}}}", values=pair(1.5, 3),
        null="roles: {nurse_municipal: {load: {effect: 0}}}", null_label="effect 0",
        measure=turnover(NURSE, DISTRICT), sign=1, draws=True, quick=40,
        about="Separations of municipal nurses in the district", unit="per 100 person-years",
        reading="Work that nobody does makes those who are there leave: some exits more, and "
        "more than twice as many when the effect is doubled, since exits add to load."),
    Mechanism(
        "overtime", "Overtime", "14_cover", common="roles: {nurse_municipal: {overtime: ~}}",
        on="roles: {nurse_municipal: {overtime: {cap: {x}, cost: 0.5}}}",
        values=pair(0.02, 0.04), draws=True,
        null="roles: {nurse_municipal: {overtime: {cap: 0, cost: 0.5}}}", null_label="cap 0",
        measure=of_class("uncovered_fte", NURSE, DISTRICT), sign=-1,
        about="Uncovered work of municipal nurses in the district", unit="FTE",
        reading="Two per cent overtime takes a third of what nobody covers; the second two "
        "per cent find less to do."),
    Mechanism(
        "elasticity", "Locum prices that follow demand", "14_cover", draws=True,
        common="roles: {nurse_municipal: {locum: {elasticity: ~, budget: ~}, "
               "funded: {growth: 0.04}}}",
        on="roles: {nurse_municipal: {locum: {elasticity: {x}}}}", values=pair(0.4, 0.8),
        null="roles: {nurse_municipal: {locum: {elasticity: 0}}}", null_label="elasticity 0",
        measure=week_price, sign=1,
        about="Price of a locum week, last three years", unit="NOK",
        reading="With posts that grow by four per cent a year locums do too, and an "
        "elasticity of 0.4 makes a week half as dear again."),
    Mechanism(
        "bond", "Return of service", "08_bond", draws=True, common=GRANT,
        on=measure("2026", "lever: bond, bond: grant, roles: [nurse_municipal], "
                   "where: {district: true}, scale: set, value: {x}"), values=pair(0.5, 1),
        null=measure("2026", "lever: bond, bond: grant, roles: [nurse_municipal], "
                     "where: {district: true}, scale: set, value: 1", ", coverage: 0"),
        null_label="coverage 0",
        measure=turnover(NURSE, DISTRICT, 2), sign=-1,
        about="Separations of municipal nurses in the district", unit="per 100 person-years",
        note="A share of 1 is as far as it goes.",
        reading="Grants for half of those hired keep more nurses in their posts while they "
        "bind."),
    Mechanism(
        "hold", "What a bond does while it binds", "08_bond", draws=True, common=BOUND,
        on="bonds: {grant: {hold: {x}}}", values=pair(0.4, 0.16),
        off="bonds: {grant: {hold: 1}}", off_label="1",
        null="bonds: {grant: {hold: 1, hold_by: {high: 1}}}",
        null_label="hazard ratio 1, once more for a trait",
        measure=turnover(NURSE, DISTRICT, 2), sign=-1,
        about="Separations of municipal nurses in the district, all hired since 2026 bound",
        unit="per 100 person-years", note="Doubled on the log scale: 0.4 squared.",
        reading="People leave less while they are bound; halving the rate again and more does"
        " less, for it cannot fall below 0."),
    Mechanism(
        "buy_out", "Buying oneself out", "08_bond", draws=True, common=BOUND,
        on="bonds: {grant: {buy_out: {x}, price: 150000}}", values=pair(0.08, 0.16),
        null="bonds: {grant: {buy_out: 0, price: 150000}}", null_label="rate 0",
        measure=money("state", "incentive", 2, -1e-6), sign=1,
        about="Paid back to the state", unit="million NOK a year",
        reading="Twice the rate of buying out pays back twice the money."),
    Mechanism(
        "cliff", "When bonds end", "08_bond", draws=True, common=BOUND,
        on="bonds: {grant: {cliff: {x}}}", values=pair(3, 6),
        null="bonds: {grant: {cliff: 1}}", null_label="hazard ratio 1",
        measure=turnover(NURSE, DISTRICT, 4), sign=1,
        about="Separations of municipal nurses in the district since 2029, all hired since "
        "2026 bound for three years", unit="per 100 person-years",
        reading="Three years after the first ones were bound exits rise, about in proportion "
        "to the factor less one."),
    Mechanism(
        "agreement", "Agreements with places", "12_ways_in", draws=True,
        on=measure("2025", "lever: agreement, agreement: with_municipality, "
                   "who: {programmes: [nursing]}, scale: set, value: {x}"),
        values=pair(0.2, 0.4),
        null=measure("2025", "lever: agreement, agreement: with_municipality, "
                     "who: {programmes: [nursing]}, scale: set, value: 0"),
        null_label="share 0", measure=origin(NURSE, "graduate"), sign=1,
        about="Graduates hired as municipal nurses in the district", unit="people a year",
        note="A claim needs an open post: twice as many give less than twice.",
        reading="A fifth of the graduates signed more than doubles those hired in the "
        "district."),
    Mechanism(
        "fixed_term", "Fixed terms", "15_fixed_term", draws=True,
        common="roles: {nurse_municipal: {fixed_term: ~}}\n"
        "measures: {permanent_posts: ~}\nscenarios: {permanent: ~, half: ~}",
        on=TERM.replace("SHARE", "{x}"), values=pair(0.3, 0.6),
        null=TERM.replace("SHARE", "0"), null_label="share 0",
        measure=turnover(NURSE), sign=1,
        about="Separations of municipal nurses", unit="per 100 person-years",
        reading="Contracts that end come on top of other separations."),
    Mechanism(
        "pool", "Intermunicipal pool", "14_cover", draws=True,
        common="roles: {nurse_pool: {covers: ~}}", on=POOL.replace("POSTS", "{x}"),
        values=pair(6, 12), null=POOL.replace("POSTS", "0"), null_label="a pool without posts",
        measure=of_class("uncovered_fte", NURSE, DISTRICT), sign=-1,
        about="Uncovered work of municipal nurses in the district", unit="FTE",
        note="The second six find less to do, and nurses for them are hard to find.",
        reading="Six nurses who go where gaps are more than halve what nobody covers."),
    Mechanism(
        "locum_budget", "Locum budgets", "14_cover", draws=True,
        common="roles: {nurse_municipal: {locum: {budget: ~, cap: ~}}}",
        on="roles: {nurse_municipal: {locum: {budget: {x}}}}",
        values=pair(1500000, 3000000),
        null="roles: {nurse_municipal: {locum: {budget: 1.0e+12}}}",
        null_label="a budget that nobody spends",
        measure=of_class("locum_fte", NURSE, (6,)), sign=-1,
        about="Locums in centrality 6", unit="FTE", note="A doubled budget binds less.",
        reading="1.5 million NOK a year buys less than half of the locums that would come."),
    Mechanism(
        "locum_cap", "Caps on locums", "14_cover", draws=True,
        common="roles: {nurse_municipal: {locum: {budget: ~, cap: ~}}}",
        on="roles: {nurse_municipal: {locum: {cap: {x}}}}", values=pair(0.05, 0.1),
        null="roles: {nurse_municipal: {locum: {cap: 1}}}", null_label="cap 1",
        measure=of_class("locum_fte", NURSE, DISTRICT), sign=-1,
        about="Locums in the district", unit="FTE", note="A doubled cap binds less.",
        reading="Five per cent of the posts is about half of the locums that would come."),
    Mechanism(
        "rotation", "Rotation of nurses", "14_cover", draws=True,
        on=measure("2026", ROTATION.replace("SHARE", "{x}")), values=pair(0.33, 0.66),
        null=measure("2026", ROTATION.replace("SHARE", "0")), null_label="share 0",
        measure=share_of("vacant_fte", "funded_fte", NURSE, DISTRICT, 1), sign=-1,
        about="Vacant posts of municipal nurses in the district", unit="% of funded FTE",
        note="Rotation fills what ordinary staff leave vacant, no more.",
        reading="With a third of the posts on rotation two vacant posts of five are filled."),
    Mechanism(
        "rule", "Rotation taken up by rule", "14_cover", draws=True,
        common="measures: {m: {effects: [{" + ROTATION.replace("SHARE", "0.33") + "}]}}",
        on="scenarios: {case: {measures: [{use: m, when: {vacancy_above: {x}, "
           "for_years: 2}}]}}", values=pair(0.1, 0.2),
        null="scenarios: {case: {measures: [{use: m, when: {vacancy_above: 1, "
             "for_years: 2}}]}}", null_label="a threshold of 1, which nobody passes",
        measure=of_class("rotation_fte", NURSE, DISTRICT), sign=1,
        about="Work of rotators in the district", unit="FTE",
        note="A doubled threshold is passed by fewer.",
        reading="Taken up where more than a tenth stood vacant for two years; above a fifth "
        "fewer places do."),
    Mechanism(
        "job_search", "Job search from a post", "10_poaching", draws=True,
        common="roles: {nurse_municipal: {job_search: ~}, nurse_hospital: {job_search: ~}}\n"
        + GROWTH.replace("{g:", "{coordination: ~, g:") +
        "scenarios: {coordinated: ~, case: {measures: [{use: g, from: 2027}]}}",
        on=SEARCH.replace("RATE", "{x}"), values=pair(0.08, 0.16),
        null=SEARCH.replace("RATE", "0"), null_label="rate 0",
        measure=turnover(NURSE, (3,), 2), sign=1,
        about="Separations of the town's municipal nurses while the hospital grows",
        unit="per 100 person-years",
        reading="Nurses of the town go to the hospital that grows, in proportion to how often"
        " they look."),
    Mechanism(
        "coordination", "Employers that agree not to draw on each other", "10_poaching",
        draws=True, common=GROWTH + "scenarios: {case: {measures: [{use: g, from: 2027}]}}",
        on=COORDINATION.replace("RATIO", "{x}"), values=pair(0.5, 0.25),
        null=COORDINATION.replace("RATIO", "1"), null_label="hazard ratio 1",
        measure=cause([NURSE, "nurse_hospital"], "job_change", 2), sign=-1,
        about="Changes of employer by nurses", unit="people a year",
        note="Doubled on the log scale: 0.5 squared.",
        reading="Half as many looks, half as many changes of employer."),
    Mechanism(
        "local_ties", "Local ties first", "09_matching", draws=True, common=SCARCE,
        on=measure("2026", TIES.replace("SHARE", "{x}")), values=pair(0.5, 1),
        null=measure("2026", TIES.replace("SHARE", "0")), null_label="probability 0",
        measure=origin(NURSE, "rest", ALL, 1), sign=-1,
        about="Municipal nurses hired from the rest of the country", unit="people a year",
        reading="Where posts can choose, those from the region displace those from elsewhere,"
        " in proportion to how often ties count."),
    Mechanism(
        "priority", "Priority classes", "09_matching", draws=True, common=SCARCE,
        on="roles: {nurse_municipal: {priority: {x}}}", values={"on": "[trained]"},
        null="roles: {nurse_municipal: {priority: []}}", null_label="an empty list",
        measure=origin(NURSE, "rest", ALL, 1), sign=-1,
        about="Municipal nurses hired from the rest of the country", unit="people a year",
        note="There is nothing to double.",
        reading="Posts that take first whom their labour region has trained take few from "
        "elsewhere."),
    Mechanism(
        "deferred", "Deferred acceptance", "09_matching", draws=True,
        common=SCARCE + "\n" + measure("2026", TIES.replace("SHARE", "1")),
        off="choice: {matching: immediate, rounds: 8}", off_label="at once, 8",
        on="choice: {matching: deferred, rounds: {x}}", values=pair(8, 16),
        null="choice: {matching: deferred, rounds: 1}",
        null_off="choice: {matching: immediate, rounds: 1}",
        null_label="one round against one round at once",
        measure=origin(NURSE, "rest", ALL, 1), sign=-1,
        about="Municipal nurses hired from the rest of the country, local ties first",
        unit="people a year",
        note="Off: eight rounds at once. Doubled: sixteen rounds, where eight are enough.",
        reading="At once, a local who first asked elsewhere comes too late; deferred "
        "acceptance lets him or her still be taken."),
    Mechanism(
        "placement_weeks", "Placement weeks", "11_capacity",
        common="programmes: {nursing: {placements: ~, seats: 80}}",
        on=WEEKS.replace("WEEKS", "{x}"),
        values=pair(16, 32), null=WEEKS.replace("WEEKS", "0"),
        null_label="no weeks needed; apart from what counts supervisors",
        apart=("supervisor_fte", "supervisor_load", "training_room"),
        measure=admitted("nursing"), sign=-1,
        about="Student nurses admitted", unit="people a year",
        reading="Nurses can supervise sixteen weeks of some seventy students, not of eighty, "
        "and thirty-two weeks of half as many."),
    Mechanism(
        "supervisors", "Supervisors of trainees", "11_capacity",
        common="stages: {alis: {supervision: ~}}\n"
        "measures: {supervisor_office: ~}\nscenarios: {office: ~}",
        on=SUPERVISED.replace("PER", "{x}"),
        values=pair(0.25, 0.5),
        null=SUPERVISED.replace("PER", "1000").replace("gp_specialist", "nurse"),
        null_label="a thousand for each nurse, and there is one everywhere; apart from what "
        "counts supervisors", apart=("supervisor_fte", "supervisor_load", "training_room"),
        measure=of_class("trainees", "gp"), sign=-1,
        about="Doctors in training in general practice", unit="people",
        note="A doubled number of trainees for each supervisor binds less.",
        reading="A trainee for every four specialists nearly halves how many are in training;"
        " one for every two binds less."),
    Mechanism(
        "supervision_time", "Time of supervisors", "11_capacity",
        common="stages: {alis: {supervision: {time: ~}}}",
        on="stages: {alis: {supervision: {time: {x}}}}", values=pair(0.05, 0.1),
        null="stages: {alis: {supervision: {time: 0}}}", null_label="time 0",
        measure=share_of("fte", "held_fte", "gp"), sign=-1,
        about="Work of GPs", unit="% of what they hold",
        reading="A twentieth of a post for each trainee is work that is not there for "
        "patients, and a tenth is twice that."),
    Mechanism(
        "mentors", "Mentors", "11_capacity",
        on=measure("2026", MENTORS.replace("PER", "{x}")), values=pair(1, 2),
        null=measure("2026", MENTORS.replace("PER", "1"), ", coverage: 0"),
        null_label="coverage 0", measure=retained("nursing", "post"), sign=1,
        about="Graduates still in their first post a year later", unit="%",
        note="People for each mentor; where there are enough, more change nothing.",
        reading="A mentor each in the first year keeps newly qualified nurses in their first "
        "post; mentors who take two reach most of those left."),
    Mechanism(
        "specialise", "Further education from a post", "12_ways_in", draws=True,
        common="stages: {nurse: {specialise: ~}}\n"
        "measures: {more_specialists: ~}\nscenarios: {further: ~}",
        on=FURTHER.replace("RATE", "{x}"),
        values=pair(0.02, 0.04), null=FURTHER.replace("RATE", "0"), null_label="rate 0",
        measure=of_class("specialists", NURSE, ALL, -1), sign=1,
        about="Specialist nurses in the municipalities in the last year", unit="people",
        reading="Twice the rate, nearly twice the specialists."),
    Mechanism(
        "recruits", "Staff who study", "12_ways_in", draws=True,
        on=measure("2025", SEATS.replace("SEATS", "{x}")), values=pair(4, 8),
        null=measure("2025", SEATS.replace("SEATS", "0")), null_label="no seats",
        measure=of_class("vacant_fte", "care", DISTRICT), sign=1,
        about="Vacant posts of health-care workers in the district", unit="FTE",
        reading="Who goes to school leaves a gap where he or she worked, in proportion to the"
        " seats."),
    Mechanism(
        "claims", "First claims", "12_ways_in", draws=True,
        common=measure("2025", SEATS.replace("SEATS", "8")) + "\n" +
        CLAIM.replace("CLAIM", "~"),
        on=CLAIM.replace("CLAIM", "{x}"), values={"on": "true"},
        null=CLAIM.replace("CLAIM", "false"), null_label="claim: false",
        measure=retained("staff_to_nurse", "district"), sign=1,
        about="Own staff back in the district a year after they graduated", unit="%",
        note="There is nothing to double.",
        reading="Without a first claim one of seven who were sent to school is back in the "
        "district a year later; with it three of four."),
    Mechanism(
        "placements", "Placements in the district", "12_ways_in", draws=True, replicates=200,
        common="programmes: {nursing: {placements: ~}}\n"
        "measures: {better_placements: ~, placements_by_lot: ~}\n"
        "scenarios: {good_practice: ~, by_lot: ~}",
        on=PLACED.replace("SHARE", "{x}"), values=pair(0.3, 0.6),
        null=PLACED.replace("SHARE", "0"),
        null_label="share 0; apart from the strata, which name every trait that is given",
        apart=STRATA,
        measure=retained("nursing", "district"), sign=1,
        about="Graduates in the district a year later", unit="%", firm=(),
        reading="A placement in the district makes more choose it, a little."),
    Mechanism(
        "drawn", "Placements by lot", "12_ways_in", draws=True, replicates=200, common=CHOSEN,
        on=measure("2025", "lever: placements.drawn, scale: set, value: {x}"),
        values=pair(0.5, 1),
        null=measure("2025", "lever: placements.drawn, scale: set, value: 0"),
        null_label="share 0", measure=retained("nursing", "district", 3), sign=-1,
        about="Graduates in the district three years later", unit="%",
        firm=(), note="Selection alone: who has a placement changes, not how many. A lot for "
        "all is as far as it goes.",
        reading="By choice those have a placement who like the district and stay longer; by "
        "lot the same number of placements keeps slightly fewer."),
    Mechanism(
        "bad_placements", "Bad placements", "12_ways_in", draws=True, replicates=200,
        common="programmes: {nursing: {placements: {bad: ~, share: 0.6}}}\n"
        "measures: {better_placements: ~}\nscenarios: {good_practice: ~}",
        on=BAD.replace("SHARE", "{x}"), values=pair(0.2, 0.4),
        null=BAD.replace("SHARE", "0"),
        null_label="share 0; apart from the strata, which name every trait that is given",
        apart=STRATA,
        measure=retained("nursing", "district"), sign=-1,
        about="Graduates in the district a year later", unit="%", firm=(),
        reading="A part of the placements that repel undoes a part of what placements do."),
    Mechanism(
        "lottery", "Posts by lot", "13_lis1_alis",
        on=measure("2026", "lever: allocation.lottery, roles: [lis1_hospital], scale: set, "
                   "value: {x}"), values=pair(0.5, 1),
        null=measure("2026", "lever: allocation.lottery, roles: [lis1_hospital], "
                     "scale: set, value: 0"), null_label="share 0",
        measure=of_class("staff", "lis1_hospital", (6,), 1), sign=1,
        about="LIS1 in the coast hospital", unit="people",
        note="Half by lot all but fills the six posts.",
        reading="By lot the hospital that few would choose is nearly full."),
    Mechanism(
        "coupled", "LIS1 coupled to ALIS", "13_lis1_alis",
        on=measure("2026", "lever: transition.coupled, who: {stages: [lis1_municipality]}, "
                   "scale: set, value: {x}"), values=pair(0.5, 1),
        null=measure("2026", "lever: transition.coupled, "
                     "who: {stages: [lis1_municipality]}, scale: set, value: 0"),
        null_label="share 0", measure=of_class("headcount", "gp", ALL, 1), sign=1,
        about="GPs", unit="people",
        reading="Interns with a first claim on the post that follows make more GPs."),
    Mechanism(
        "tasks", "Tasks that move", "17_task_shift", draws=True,
        on=measure("2027", TASKS.replace("SHARE", "{x}")), values=pair(0.15, 0.3),
        null=measure("2027", TASKS.replace("SHARE", "0")), null_label="share 0",
        measure=of_class("unmet_need_fte", "gp", DISTRICT, 2), sign=-1,
        about="Need for GPs in the district that nobody meets", unit="FTE",
        reading="A sixth of the work moved to nurses halves the need that no GP meets."),
    Mechanism(
        "system", "Systematic work", "06_bundle", draws=True,
        common=measure("2026", "lever: hazard.separate, roles: [nurse_municipal], scale: hr, "
                       "value: 0.5"),
        on=SYSTEM.replace("FLOOR", "{x}"), values=pair(0.6, 0.2),
        null=SYSTEM.replace("FLOOR", "1"),
        null_label="floor 1; apart from the group that tells fidelity", apart=("policy",),
        measure=turnover("nurse_municipal", ALL, 1), sign=1,
        about="Separations of municipal nurses, whom a measure is to keep", unit="% a year",
        note="The parameter is the floor: what is left of the measure without system; 0.2 "
        "takes twice as much from it as 0.6.",
        reading="Without systematic work a part of the measure is not carried out."),
    Mechanism(
        "intake", "Rounds of hiring", "05_doctors",
        common="horizon: {steps_per_year: 4}",
        on="roles: {gp: {intake: {x}}}", values=pair(6, 12),
        null="roles: {gp: {intake: 3}}", null_label="rounds as long as a step",
        measure=lambda r: 12 / 100 * share_of("fill_wait_years", "filled_posts", "gp")(r),
        sign=1, about="Time that posts of GPs stand vacant, four steps a year",
        unit="months", note="Rounds in months.",
        reading="Hiring twice a year or once a year, posts wait for the round."),
]
