// SPDX-License-Identifier: GPL-3.0-or-later
// Scalar exp and log that give the same bits on every CPU (libm's differ), within 1 ulp
// of the true value, and fixed-point full-time equivalents.
#ifndef STABIL_BASE_NUMBER_H
#define STABIL_BASE_NUMBER_H

#include <stdint.h>

double stabil_exp(double x);   // overflow gives inf, underflow gives 0
double stabil_log(double x);   // x > 0; 0 gives -inf, negative gives nan
double stabil_expm1(double x); // accurate near 0, within 2 ulp
double stabil_log1p(double x); // accurate near 0, within 2 ulp
// x >= 0: exp(y log x). y = 0 gives 1, else x = 0 gives 0.
double stabil_pow(double x, double y);
double stabil_log_factorial(int64_t n); // relative error < 1e-14

// Full-time equivalents are integers of 2^-10, so that sums are exact in any order.
typedef int64_t stabil_fte;
#define STABIL_FTE_ONE 1024
stabil_fte
stabil_fte_of(double value); // nearest multiple, halves up: floor(x*1024 + 1/2)
double stabil_fte_value(stabil_fte fte); // exact

#endif
