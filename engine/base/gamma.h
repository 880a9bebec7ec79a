// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef STABIL_BASE_GAMMA_H
#define STABIL_BASE_GAMMA_H

// Quantile of the gamma distribution of mean 1 and this variance (> 0), rounded to a grid
// of 2^-20: the last bits of the C library's functions, which differ between
// machines, do not reach the result unless the quantile lies on the very edge of a cell.
double stabil_gamma_quantile(double variance, double u);

#endif
