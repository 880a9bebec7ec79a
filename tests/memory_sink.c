// SPDX-License-Identifier: GPL-3.0-or-later
#include "memory_sink.h"

#include <stdlib.h>
#include <string.h>

static void *copied(const void *from, size_t count, size_t size) {
  void *to = calloc(count > 0 ? count : 1, size);
  if (to == NULL) abort();
  if (from != NULL && count > 0) memcpy(to, from, count * size);
  return to;
}

static char **copied_names(const stabil_names *names) {
  char **copy = copied(NULL, (size_t)names->count, sizeof *copy);
  for (int i = 0; i < names->count; i++)
    copy[i] = copied(names->name[i], strlen(names->name[i]) + 1, 1);
  return copy;
}

static stabil_status begin(void *self, const stabil_layout *layout, stabil_error *err) {
  stabil_memory *memory = self;
  (void)err;
  memory->begun++;
  memory->layout = layout;
  memory->scenarios = layout->scenarios.count;
  memory->replicates = layout->replicates;
  memory->years = layout->years;
  memory->posts = layout->posts;
  memory->programmes = layout->programmes.count;
  memory->place_count = layout->places.count;
  memory->role_count = layout->roles.count;
  memory->place_name = copied_names(&layout->places);
  memory->role_name = copied_names(&layout->roles);
  memory->post_place = copied(layout->post_place, (size_t)layout->posts, sizeof(int));
  memory->post_role = copied(layout->post_role, (size_t)layout->posts, sizeof(int));
  memory->record = copied(NULL, (size_t)memory->scenarios * (size_t)memory->replicates,
                          sizeof *memory->record);
  return STABIL_OK;
}

static double *numbers(const double *from, size_t count) {
  return copied(from, count, sizeof *from);
}

static stabil_memory_record copy_record(const stabil_memory *memory,
                                        const stabil_record *record) {
  const stabil_layout *layout = memory->layout;
  size_t years = (size_t)memory->years, posts = (size_t)memory->posts;
  size_t programmes = (size_t)memory->programmes;
  size_t classes = (size_t)layout->roles.count * (size_t)layout->sizes.count *
                   (size_t)layout->tenure_years;
  return (stabil_memory_record){
      .values = numbers(record->values, STABIL_MEASURE_COUNT * years * posts),
      .initial = numbers(record->initial, posts),
      .education =
          numbers(record->education, STABIL_EDUCATION_COUNT * years * programmes),
      .money = numbers(record->money, years * STABIL_PAYER_COUNT * STABIL_ITEM_COUNT),
      .retained =
          numbers(record->retained, STABIL_WHERE_COUNT * programmes * years * years),
      .contracts = numbers(record->contracts, 2 * classes),
      .causes = numbers(record->causes, STABIL_CAUSE_COUNT * years * posts),
      .origins = numbers(record->origins, STABIL_ORIGIN_COUNT * years * posts),
      .strata = numbers(record->strata, (1 + (size_t)STABIL_WHERE_COUNT) * programmes *
                                            (size_t)layout->strata.count * years),
      .bonds = numbers(record->bonds, (1 + (size_t)STABIL_BOND_EXIT_COUNT) *
                                          (size_t)layout->bonds.count *
                                          (size_t)layout->bond_people.count *
                                          (size_t)layout->bond_half_years)};
}

static void free_record(stabil_memory_record *record) {
  free(record->values);
  free(record->initial);
  free(record->education);
  free(record->money);
  free(record->retained);
  free(record->contracts);
  free(record->causes);
  free(record->origins);
  free(record->strata);
  free(record->bonds);
}

static stabil_status record(void *self, const stabil_record *record, stabil_error *err) {
  stabil_memory *memory = self;
  (void)err;
  int replicate = record->replicate - memory->layout->first_replicate;
  stabil_memory_record copy = copy_record(memory, record);
  pthread_mutex_lock(&memory->lock);
  stabil_memory_record *slot =
      &memory->record[record->scenario * memory->replicates + replicate];
  free_record(slot);
  *slot = copy;
  memory->records++;
  pthread_mutex_unlock(&memory->lock);
  return STABIL_OK;
}

static stabil_status end(void *self, int completed, stabil_error *err) {
  stabil_memory *memory = self;
  (void)err;
  memory->ended++;
  memory->completed = completed;
  memory->layout = NULL;
  return STABIL_OK;
}

stabil_sink stabil_memory_sink(stabil_memory *memory) {
  *memory = (stabil_memory){0};
  pthread_mutex_init(&memory->lock, NULL);
  return (stabil_sink){memory, begin, record, end};
}

void stabil_memory_free(stabil_memory *memory) {
  for (int i = 0; i < memory->scenarios * memory->replicates; i++)
    free_record(&memory->record[i]);
  for (int i = 0; i < memory->place_count; i++) free(memory->place_name[i]);
  for (int i = 0; i < memory->role_count; i++) free(memory->role_name[i]);
  free(memory->place_name);
  free(memory->role_name);
  free(memory->post_place);
  free(memory->post_role);
  free(memory->record);
  pthread_mutex_destroy(&memory->lock);
}

const stabil_memory_record *stabil_memory_get(const stabil_memory *memory, int scenario,
                                              int replicate) {
  const stabil_memory_record *found =
      &memory->record[scenario * memory->replicates + replicate];
  return found->values == NULL ? NULL : found;
}

double stabil_memory_value(const stabil_memory *memory, int scenario, int replicate,
                           stabil_measure_id measure, int year, int post) {
  const stabil_memory_record *found = stabil_memory_get(memory, scenario, replicate);
  if (found == NULL) abort();
  return found->values[((int)measure * memory->years + year) * memory->posts + post];
}

stabil_moments stabil_moments_of(const double *sample, int n) {
  stabil_moments moments = {0, 0, n};
  for (int i = 0; i < n; i++) moments.mean += sample[i] / n;
  for (int i = 0; i < n; i++) {
    double from = sample[i] - moments.mean;
    moments.variance += from * from / (n - 1);
  }
  return moments;
}

stabil_moments stabil_memory_moments(const stabil_memory *memory, int scenario,
                                     stabil_measure_id measure, int year, int post) {
  double *sample = copied(NULL, (size_t)memory->replicates, sizeof *sample);
  for (int r = 0; r < memory->replicates; r++)
    sample[r] = stabil_memory_value(memory, scenario, r, measure, year, post);
  stabil_moments moments = stabil_moments_of(sample, memory->replicates);
  free(sample);
  return moments;
}
