// SPDX-License-Identifier: GPL-3.0-or-later
// What is applied of an effect beside what was published, and when it acts.
#include "cli/explain_evidence.h"

#include <math.h>
#include <string.h>

#include "model/evidence.h"
#include "scenario/lever.h"
#include "scenario/quantity_read.h"
#include "scenario/study_schema.h"

// --- evidence
// ------------------------------------------------------------------------

static const char *of_what(const stabil_effect *effect) {
  switch (effect->scale) {
  case STABIL_OR:
  case STABIL_HR:
  case STABIL_RR:
    return "of its log";
  case STABIL_ADD:
    return effect->lever == STABIL_LEVER_UTILITY ? "of it" : "of the difference";
  case STABIL_SET:
  case STABIL_RD:
    break;
  }
  return "of the difference";
}

static json_t *why_discounted(const stabil_study *study, const stabil_effect *effect) {
  if (effect->evidence.has_causal)
    return json_sprintf("causal share: %.4g %s is effect, the rest selection",
                        effect->evidence.causal.value, of_what(effect));
  const stabil_discount *discount = stabil_evidence_discount(study, effect);
  const char *certainty = stabil_certainty_name(effect->value.certainty);
  const double spread = discount->spread.value;
  if (certainty[0] == 0) certainty = "not stated, as very_low";
  if (spread == 0.0)
    return json_sprintf("certainty %s: %.4g %s is kept", certainty, discount->keep.value,
                        of_what(effect));
  return json_sprintf("certainty %s: %.4g %s is kept, with a spread of %.4g more",
                      certainty, discount->keep.value, of_what(effect), spread);
}

// What `set` moves to depends on what it moves, so that only the share of the way is
// told.
static void set_discounted(const stabil_study *study, const stabil_effect *effect,
                           json_t *object) {
  const double keep = effect->evidence.has_causal
                          ? effect->evidence.causal.value
                          : stabil_evidence_discount(study, effect)->keep.value;
  const double value = stabil_evidence_value(effect, effect->value.value,
                                             (stabil_evidence_weight){keep, 0.0});
  (void)json_object_set_new(object, "share", json_real(keep));
  (void)json_object_set_new(object, "value",
                            effect->scale == STABIL_SET ? json_null() : json_real(value));
  (void)json_object_set_new(object, "why", why_discounted(study, effect));
}

static void set_plain(const stabil_effect *effect, const char *why, json_t *object) {
  (void)json_object_set_new(object, "share", json_real(1.0));
  (void)json_object_set_new(object, "value", json_real(effect->value.value));
  (void)json_object_set_new(object, "why", json_string(why));
}

json_t *stabil_explain_applied(const stabil_study *study, const stabil_effect *effect) {
  const stabil_evidence_mode mode = stabil_evidence_mode_of(study, -1);
  json_t *object = json_pack("{s:s}", "mode", stabil_evidence_names[mode]);
  if (!stabil_evidence_asks(effect, true)) {
    set_plain(effect, "a decision, not an estimate", object);
  } else if (mode == STABIL_AS_PUBLISHED) {
    set_plain(effect, "as published", object);
  } else if (mode == STABIL_DISCOUNTED) {
    set_discounted(study, effect, object);
  } else {
    (void)json_object_set_new(object, "share", json_real(0.0));
    (void)json_object_set_new(object, "value", json_null());
    (void)json_object_set_new(object, "why",
                              json_string("null evidence: no effect on behaviour"));
  }
  return object;
}

// --- time
// ------------------------------------------------------------------------

static void set_years(json_t *object, const char *member, bool given,
                      const stabil_quantity *q) {
  if (given) (void)json_object_set_new(object, member, json_real(q->value));
}

json_t *stabil_explain_course(const stabil_effect *effect) {
  const stabil_timing *t = &effect->timing;
  json_t *object = json_object();
  set_years(object, "follow_up", effect->evidence.has_follow_up,
            &effect->evidence.follow_up);
  set_years(object, "delay", stabil_quantity_stated(&t->delay), &t->delay);
  set_years(object, "ramp", stabil_quantity_stated(&t->ramp), &t->ramp);
  set_years(object, "decay_half_life", t->decay.given, &t->decay.half_life);
  set_years(object, "decay_to", t->decay.given, &t->decay.to);
  set_years(object, "remains_share", t->remains.given, &t->remains.share);
  set_years(object, "remains_half_life", t->remains.erodes, &t->remains.half_life);
  return object;
}

// --- for people
// ------------------------------------------------------------------------

static double number(const json_t *object, const char *member) {
  return json_number_value(json_object_get(object, member));
}

static void print_course(const json_t *course, FILE *stream) {
  static const struct {
    const char *member, *before, *after;
  } row[] = {{"follow_up", "told over ", " years"},
             {"delay", "begins after ", " years"},
             {"ramp", "grows for ", " years"},
             {"decay_half_life", "fades by half in ", " years"},
             {"decay_to", "to ", " of it"},
             {"remains_share", "", " of it remains when it is over"},
             {"remains_half_life", "of that half is gone in ", " years"}};
  const char *comma = "      ";
  for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
    if (!json_object_get(course, row[i].member)) continue;
    fprintf(stream, "%s%s%.4g%s", comma, row[i].before, number(course, row[i].member),
            row[i].after);
    comma = ", ";
  }
  if (json_object_size(course) > 0) fputc('\n', stream);
}

static void print_applied(const json_t *applied, FILE *stream) {
  const char *why = json_string_value(json_object_get(applied, "why"));
  const double share = number(applied, "share");
  if (share == 1.0) return; // what stands there is what is applied
  if (json_is_null(json_object_get(applied, "value")))
    fprintf(stream, "      applied: %.4g of it (%s)\n", share, why);
  else
    fprintf(stream, "      applied: %.4g (%s)\n", number(applied, "value"), why);
}

void stabil_explain_print_effect(const json_t *effect, FILE *stream) {
  print_applied(json_object_get(effect, "applied"), stream);
  print_course(json_object_get(effect, "course"), stream);
}
