// SPDX-License-Identifier: GPL-3.0-or-later
// A study of a test: read, run in memory, judged. Whatever goes wrong on the way fails
// the running cmocka test with the problems printed.
#ifndef STABIL_TESTS_CASE_H
#define STABIL_TESTS_CASE_H

#include "case_memory.h"
#include "statistics.h"
#include "stabil/run.h"

// Text of a file below the root of the sources; the caller frees it.
char *stabil_case_file(const char *path);
// A copy of `text` with every `from` replaced, of which there must be one at least. Frees
// `text`, so that changes can be chained.
char *stabil_case_change(char *text, const char *from, const char *to);
// printf into memory that the caller frees.
char *stabil_case_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

// Study 05 with every feedback on exits and prices turned on; the caller frees it.
char *stabil_case_feedback(void);

// Study 06 with job search, priority and deferred acceptance; the caller frees it.
char *stabil_case_matching(void);

// Read a study from text as if it stood in scenarios/. The caller frees it.
stabil_study *stabil_case_study(const char *text);

// Run a study, or its text, which is freed. Free the case after use.
stabil_case *stabil_case_run(const stabil_study *study,
                             const stabil_run_options *options);
stabil_case *stabil_case_run_text(char *text, const stabil_run_options *options);

// Mean and variance over replicates.
stabil_moments stabil_case_moments(const stabil_case *c, int scenario,
                                   stabil_measure_id measure, int year, int post);
// The same of the sum over modelled posts; over all posts with `rest`.
stabil_moments stabil_case_total(const stabil_case *c, int scenario,
                                 stabil_measure_id measure, int year, bool rest);

// A sample of known distribution: fails the running test if its mean or its variance is
// so far off that chance does it less often than STABIL_ALPHA, either way. `kurtosis` is
// the fourth standardised moment, 3 for a normal distribution.
void stabil_case_expect_mean(const char *what, const stabil_moments *moments, double mean,
                             double variance);
void stabil_case_expect_variance(const char *what, const stabil_moments *moments,
                                 double variance, double kurtosis);
// The mean alone, by the sample's own variance, with room for a bias that is known.
void stabil_case_expect_about(const char *what, const stabil_moments *moments,
                              double mean, double room);

#endif
