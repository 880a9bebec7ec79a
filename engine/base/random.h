// SPDX-License-Identifier: GPL-3.0-or-later
// Random numbers by identity: a number is a pure function of (seed, replicate, step,
// purpose, identity, index), never of the order of work nor of the scenario.
//
// Philox4x32-10 (Salmon et al. 2011, Random123): key = Philox(seed, replicate), counter =
// identity (64 bits), step (16), purpose (16), index (32).
#ifndef STABIL_BASE_RANDOM_H
#define STABIL_BASE_RANDOM_H

#include <gsl/gsl_rng.h>
#include <stdbool.h>
#include <stdint.h>

// Permanent numbers: never reuse or renumber one, stored results depend on them.
typedef enum stabil_purpose {
  STABIL_FOR_LEAVERS = 1,     // how many of a cohort leave in a step
  STABIL_FOR_CAUSES = 2,      // which cause, by conditional binomials; index = cause
  STABIL_FOR_ADMISSION = 3,   // traits and origin of one admitted student; index = unit
  STABIL_FOR_SEATS = 4,       // rounding of fractional seats
  STABIL_FOR_CHOICE = 5,      // which option a seeker takes; index = unit, round
  STABIL_FOR_MOBILE = 6,      // how many of a big cohort look beyond their own place
  STABIL_FOR_OPENINGS = 7,    // rounding of open FTE to posts
  STABIL_FOR_FRICTION = 8,    // how many open posts can be filled in a step
  STABIL_FOR_SUCCESSION = 9,  // how many exits are succeeded without a vacancy
  STABIL_FOR_PRIORITY = 10,   // ties between applicants for one post
  STABIL_FOR_INITIAL = 11,    // the people in post, in education before the first year
  STABIL_FOR_TRANSFER = 12,   // where a trainee is placed
  STABIL_FOR_ROTATION = 13,   // whom a rotation post draws from other posts
  STABIL_FOR_RENEWAL = 14,    // entrants in the rest of the country
  STABIL_FOR_PARAMETER = 15,  // parameter draws
  STABIL_FOR_SHOCK = 16,      // bad and good years: index 0 the region, 1 a place
  STABIL_FOR_VACANCIES = 17,  // since when posts stand vacant before the first year
  STABIL_FOR_TERM = 18,       // who is hired for a fixed term, who stays after it
  STABIL_FOR_BOND = 24,       // who is bound on graduation or hire
  STABIL_FOR_JOB_SEARCH = 25, // index 0: how many holders look; unit + 1: at which post
  STABIL_FOR_MATCHING = 26,   // a post: do local ties come first; or, after a refusal, a
                              // seeker: the rest of the country
  STABIL_FOR_SPECIALISE = 28, // who starts further education; index + 1: which one
  STABIL_FOR_RECRUITS = 29,   // who of the staff is admitted to a programme
  STABIL_FOR_CLAIM = 30,      // who has a claim, on which place, and who comes first
  STABIL_FOR_LOTTERY = 31, // whose choice is by lot, and what it gives; index as choice
  STABIL_FOR_ATTRIBUTION = 48, // the order in which players come in; replicate: the pair
  STABIL_FOR_TEST = 65535
} stabil_purpose;

typedef struct stabil_stream { // of one replicate
  uint32_t key[2];
  bool even; // people are spread evenly instead (base/even.h)
} stabil_stream;

// `replicate` counts from 1; 0 is kept for numbers shared by all replicates.
stabil_stream stabil_stream_of(uint64_t seed, uint64_t replicate);

// 128 random bits as two 64-bit words.
void stabil_random_bits(stabil_stream stream, uint64_t identity, uint32_t step,
                        stabil_purpose purpose, uint32_t index, uint64_t out[2]);

// Uniform on (0, 1), 53 bits, never 0 and never 1: (top 52 bits + 1/2) / 2^52.
double stabil_random_uniform(stabil_stream stream, uint64_t identity, uint32_t step,
                             stabil_purpose purpose, uint32_t index);
double stabil_random_to_uniform(uint64_t bits);

// A bijective 64-bit mixer (SplitMix64's finaliser) for building identities.
uint64_t stabil_random_mix(uint64_t x);

// The same generator as a sequential gsl_rng type, for parameter draws and statistics.
const gsl_rng_type *stabil_random_gsl(void);

#endif
