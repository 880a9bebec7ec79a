# SPDX-License-Identifier: GPL-3.0-or-later
"""What mechanism_list.py measures: functions of mechanisms.Results, a number a replicate."""
import numpy as np


def average(data, first=0):
    """Mean over years by replicate."""
    return data[:, first:].mean(1)


def ratio(top, bottom, first=0):
    return top[:, first:].sum(1) / bottom[:, first:].sum(1)


DISTRICT = (5, 6)


def by_class(r, name, role, centrality=(3, 4, 5, 6)):
    return r(f"by_centrality/{name}", role=role, centrality=[
        c for c in centrality if c in r.names("by_centrality/centrality")])


def turnover(role, centrality=(3, 4, 5, 6), first=0):
    return lambda r: ratio(by_class(r, "separations", role, centrality),
                           by_class(r, "person_years", role, centrality), first) * 100


def of_class(name, role, centrality=(3, 4, 5, 6), first=0):
    return lambda r: average(by_class(r, name, role, centrality), first)


def share_of(top, bottom, role, centrality=(3, 4, 5, 6), first=0):
    return lambda r: ratio(by_class(r, top, role, centrality),
                           by_class(r, bottom, role, centrality), first) * 100


def origin(role, where, centrality=DISTRICT, first=0):
    return lambda r: average(r("people/hires_by_origin", role=role, origin=where,
                               centrality=centrality), first)


def cause(role, what, first=0):
    return lambda r: average(r("people/separations_by_cause", role=role, cause=what), first)


def dispersion(r):
    """Squared deviation of yearly exits over their binomial variance; its mean over
    replicates is the over-dispersion ratio."""
    left, staff = (by_class(r, name, "gp") for name in ("left", "person_years"))
    n, p = left.shape[0], left.mean(0) / staff.mean(0)
    squared = (left - left.mean(0)) ** 2 * n / (n - 1)
    return (squared / (left.mean(0) * (1 - p))).mean(1)


def nobody(r):
    """Share of the last five year ends without a GP and without a rotator on the island."""
    return 100 * average(by_class(r, "staff", "gp", (6,)) == 0, -5)


def week_price(r):
    cost, weeks = (by_class(r, name, "nurse_municipal")
                   for name in ("locum_cost", "locum_weeks"))
    return ratio(cost, weeks, -3)


def admitted(programme, first=1):
    return lambda r: average(r("education/admitted", programme=programme), first)


def retained(programme, where, since=1):
    """Of those who graduated, the share that is there `since` years later."""
    def value(r):
        k = r.names("education/programme").index(programme)
        w = r.names("education/where").index(where)
        share = r.raw("education/retained")[:, k, :, since, w]
        weight = r.raw("education/graduates")[:, :, k]
        seen = np.isfinite(share) & np.isfinite(weight)
        there, all_ = (np.where(seen, x, 0).sum(1) for x in (share * weight, weight))
        return 100 * there / all_
    return value


def money(payer, item, first=0, factor=1e-6):
    return lambda r: factor * average(r("money/money", payer=payer, item=item), first)
