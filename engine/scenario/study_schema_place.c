// SPDX-License-Identifier: GPL-3.0-or-later
// Schema of a study: counties, labour regions, places, programmes.
#include <math.h>
#include <string.h>

#include "scenario/quantity_read.h"
#include "scenario/study_schema.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

const char *const stabil_kind_names[] = {"municipality", "hospital", "rest", NULL};

static const stabil_key county_keys[] = {
    {STABIL_KEY(LABEL, "label", stabil_county, label), .text = "what people read"},
};
const stabil_schema stabil_county_schema = {.name = "county",
                                            .size = sizeof(stabil_county),
                                            .count = COUNT(county_keys),
                                            .key = county_keys};

static const stabil_key region_keys[] = {
    {STABIL_KEY(LABEL, "label", stabil_region, label), .text = "what people read"},
};
const stabil_schema stabil_region_schema = {.name = "region",
                                            .size = sizeof(stabil_region),
                                            .count = COUNT(region_keys),
                                            .key = region_keys};

// --- places
// -----------------------------------------------------------------------------

static const stabil_key language_keys[] = {
    {.key = "nb", .type = STABIL_TYPE_TEXT, .text = "Norwegian name"},
    {.key = "en", .type = STABIL_TYPE_TEXT, .text = "English name, if there is one"},
    {.key = "se", .type = STABIL_TYPE_TEXT, .text = "official Northern Sámi name"},
    {.key = "fkv", .type = STABIL_TYPE_TEXT, .text = "official Kven name"},
};
static const stabil_schema language_schema = {
    .name = "languages", .count = COUNT(language_keys), .key = language_keys};
static const stabil_key name_ways[] = {
    {.key = "", .type = STABIL_TYPE_TEXT, .text = "one name"},
    {.key = "",
     .type = STABIL_TYPE_GROUP,
     .child = &language_schema,
     .text = "a name by language"},
};
static const stabil_schema name_schema = {
    .name = "name", .count = COUNT(name_ways), .key = name_ways};

static void read_names(stabil_reader *r, const stabil_node *node, const stabil_path *path,
                       const char *texts[4]) {
  for (int i = 0; i < node->count; i++) {
    const stabil_entry *entry = &node->entry[i];
    stabil_path below = {path, entry->key, 0};
    const stabil_key *language = stabil_schema_find(&language_schema, entry->key);
    if (language == NULL) {
      stabil_schema_unknown(r, &language_schema, "language", entry, path);
      continue;
    }
    const char *text = stabil_read_scalar(r, entry->value, &below, "text");
    if (text != NULL) texts[language - language_keys] = text;
  }
}

static void read_name(stabil_reader *r, const stabil_key *row, const stabil_node *node,
                      const stabil_path *path, void *record) {
  stabil_place *place = record;
  const char *texts[4] = {NULL, NULL, "", ""};
  (void)row;
  if (node != NULL && node->kind == STABIL_MAP)
    read_names(r, node, path, texts);
  else if (node != NULL)
    texts[0] = stabil_read_scalar(r, node, path, "text, or {nb, en, se, fkv}");
  if (texts[0] == NULL) texts[0] = texts[1] == NULL ? place->id : texts[1];
  place->label.nb = texts[0];
  place->label.en = texts[1] == NULL ? texts[0] : texts[1];
  place->sami = texts[2];
  place->kven = texts[3];
}

static const stabil_key post_keys[] = {
    {STABIL_KEY(QUANTITY, "funded", stabil_place_posts, funded), .unit = "FTE", .low = 0,
     .high = 1e6, .present = 1 + offsetof(stabil_place_posts, has_funded),
     .text = "funded posts before the first year, instead of need per 10,000"},
    {STABIL_KEY(QUANTITY, "vacancy", stabil_place_posts, vacancy), .unit = "1", .low = 0,
     .high = 1, .present = 1 + offsetof(stabil_place_posts, has_vacancy),
     .text = "share of them vacant"},
    {STABIL_KEY(QUANTITY, "staff", stabil_place_posts, staff), .unit = "people", .low = 0,
     .high = 1e7, .present = 1 + offsetof(stabil_place_posts, has_staff),
     .text = "people in post before the first year (rest places)"},
};
static const stabil_schema post_schema = {.name = "posts",
                                          .size = sizeof(stabil_place_posts),
                                          .count = COUNT(post_keys),
                                          .key = post_keys};

static const stabil_key renewal_keys[] = {
    {STABIL_KEY(NAME, "stage", stabil_renewal, stage), .roster = STABIL_ROSTER_STAGE,
     .required = true, .text = "stage of those who enter"},
    {STABIL_KEY(QUANTITY, "rate", stabil_renewal, rate), .unit = "1/year", .low = 0,
     .high = 5, .required = true,
     .text = "entrants a year, as a share of the staff at the start"},
    {STABIL_KEY(QUANTITY, "growth", stabil_renewal, growth), .unit = "1/year",
     .low = -0.5, .high = 0.5, .fallback = "0", .text = "growth of the inflow, a year"},
    {STABIL_KEY(QUANTITY, "foreign_trained", stabil_renewal, foreign),
     .unit = "people/year", .low = 0, .high = 1e6, .fallback = "0",
     .text = "trained abroad, on top"},
};
static const stabil_schema renewal_schema = {.name = "renewal",
                                             .size = sizeof(stabil_renewal),
                                             .count = COUNT(renewal_keys),
                                             .key = renewal_keys};

static const stabil_key place_keys[] = {
    {.key = "name",
     .type = STABIL_TYPE_CUSTOM,
     .read = read_name,
     .form = "text, or {nb, en, se, fkv}",
     .ways = &name_schema,
     .text = "name, with the official Sámi (se) and Kven (fkv) forms"},
    {STABIL_KEY(CHOICE, "kind", stabil_place, kind), .list = stabil_kind_names,
     .fallback = "municipality", .text = "kind of place"},
    {STABIL_KEY(NAME, "county", stabil_place, county), .roster = STABIL_ROSTER_COUNTY,
     .text = "county"},
    {STABIL_KEY(NAME, "region", stabil_place, region), .roster = STABIL_ROSTER_REGION,
     .text = "labour region"},
    {STABIL_KEY(INTEGER, "centrality", stabil_place, centrality), .low = 1, .high = 6,
     .text = "centrality class; needed but for rest places"},
    {STABIL_KEY(NAME, "municipality", stabil_place, municipality),
     .roster = STABIL_ROSTER_PLACE, .text = "where a hospital stands"},
    {STABIL_KEY(NAME, "hospital", stabil_place, hospital), .roster = STABIL_ROSTER_PLACE,
     .text = "hospital that a municipality belongs to"},
    {STABIL_KEY(REAL, "population", stabil_place, population), .unit = "inhabitants",
     .low = 0, .high = 1e9, .text = "inhabitants at the start"},
    {STABIL_KEY(REAL, "lat", stabil_place, lat), .unit = "degrees", .low = -90,
     .high = 90, .text = "latitude; needed if distance counts"},
    {STABIL_KEY(REAL, "lon", stabil_place, lon), .unit = "degrees", .low = -180,
     .high = 180, .text = "longitude; needed if distance counts"},
    {STABIL_KEY(QUANTITY, "attraction", stabil_place, attraction), .unit = "log-odds",
     .low = -20, .high = 20, .fallback = "0", .text = "constant of the place in choice"},
    {STABIL_KEY(KEYED, "posts", stabil_place, post),
     .count_at = offsetof(stabil_place, post_count), .roster = STABIL_ROSTER_ROLE,
     .child = &post_schema, .text = "posts that are known for this place, by role"},
    {STABIL_KEY(KEYED, "renewal", stabil_place, renewal),
     .count_at = offsetof(stabil_place, renewal_count), .roster = STABIL_ROSTER_ROLE,
     .child = &renewal_schema, .text = "who enters the posts of a rest place, by role"},
};
const stabil_schema stabil_place_schema = {.name = "place",
                                           .size = sizeof(stabil_place),
                                           .count = COUNT(place_keys),
                                           .key = place_keys,
                                           .mark_at = 1 + offsetof(stabil_place, mark)};

// --- programmes
// -------------------------------------------------------------------------

static const stabil_key bad_keys[] = {
    {STABIL_KEY(NAME, "trait", stabil_programme, practice.bad_trait),
     .roster = STABIL_ROSTER_SECOND_VALUE, .required = true,
     .text = "second value of the trait that a bad placement gives on top"},
    {STABIL_KEY(QUANTITY, "share", stabil_programme, practice.bad), .unit = "1", .low = 0,
     .high = 1, .required = true, .text = "share of the placements that are bad"},
};
static const stabil_schema bad_schema = {
    .name = "bad", .count = COUNT(bad_keys), .key = bad_keys};

static const stabil_key placement_keys[] = {
    {STABIL_KEY(NAME, "trait", stabil_programme, exposure_trait),
     .roster = STABIL_ROSTER_SECOND_VALUE,
     .text = "second value of the trait that a placement gives"},
    {STABIL_KEY(QUANTITY, "share", stabil_programme, exposure), .unit = "1", .low = 0,
     .high = 1, .text = "share of students with such a placement"},
    {STABIL_KEY(FLAG, "drawn", stabil_programme, practice.drawn), .fallback = "false",
     .text = "true: by lot; false: by choice, as `chosen` says"},
    {STABIL_KEY(SHARES, "chosen", stabil_programme, practice.chosen), .unit = "log-odds",
     .low = -20, .high = 20, .roster = STABIL_ROSTER_SECOND_VALUE,
     .text = "added for those with the second value of a trait, the share as it is"},
    {.key = "bad",
     .type = STABIL_TYPE_GROUP,
     .child = &bad_schema,
     .text = "placements that repel"},
    {STABIL_KEY(QUANTITY, "weeks", stabil_programme, placements.weeks),
     .unit = "weeks/year", .low = 0, .high = 52,
     .present = 1 + offsetof(stabil_programme, placements.given),
     .text = "supervised weeks that a student needs a year"},
    {.key = "supervisors",
     .type = STABIL_TYPE_GROUP,
     .child = &stabil_supervisors_schema,
     .text = "who supervises them: their weeks limit admission"},
    {STABIL_KEY(QUANTITY, "time", stabil_programme, placements.time), .unit = "FTE",
     .low = 0, .high = 1,
     .text = "share of a full-time equivalent of supervisors' work that a student takes "
             "in these weeks; without it none"},
};
static const stabil_schema placement_schema = {.name = "placements",
                                               .count = COUNT(placement_keys),
                                               .key = placement_keys,
                                               .after = stabil_after_placements};

static void after_programme(stabil_reader *r, const stabil_node *node,
                            const stabil_path *path, void *record) {
  stabil_programme *programme = record;
  const stabil_entry *length = stabil_node_find(node, "length");
  stabil_path below = {path, "length", 0}, origin = {path, "origin", 0};
  if (length != NULL && floor(programme->length) < programme->length)
    stabil_reader_expected(r, length->value, &below, "a whole number of years");
  if (stabil_node_find(node, "origin") != NULL) return;
  programme->origin.share = stabil_reader_array(r, 1, sizeof(stabil_origin_share));
  if (programme->origin.share == NULL) return;
  static const stabil_key row = {.unit = "1", .low = 0, .high = 1, .assumed = true};
  const stabil_node whole = {.kind = STABIL_SCALAR, .plain = true, .text = "1"};
  programme->origin.count = 1;
  programme->origin.share[0].kind = STABIL_LOCAL;
  programme->origin.share[0].place = -1;
  stabil_quantity_read(r, &row, &whole, &origin, &programme->origin.share[0].value);
}

static const stabil_key programme_keys[] = {
    {STABIL_KEY(LABEL, "label", stabil_programme, label), .text = "what people read"},
    {STABIL_KEY(NAME, "profession", stabil_programme, profession),
     .roster = STABIL_ROSTER_PROFESSION, .required = true,
     .text = "profession that it educates"},
    {STABIL_KEY(NAME, "place", stabil_programme, place), .roster = STABIL_ROSTER_PLACE,
     .required = true, .text = "host"},
    {STABIL_KEY(NAME, "track", stabil_programme, track), .roster = STABIL_ROSTER_TRACK,
     .text = "track; without it none"},
    {STABIL_KEY(SERIES, "seats", stabil_programme, seats), .unit = "people/year",
     .low = 0, .high = 1e5, .required = true, .text = "admitted a year"},
    {STABIL_KEY(REAL, "length", stabil_programme, length), .unit = "years", .low = 1,
     .high = 12, .required = true, .text = "length, a whole number of years"},
    {STABIL_KEY(QUANTITY, "dropout", stabil_programme, dropout), .unit = "1/year",
     .low = 0, .high = 0.99, .fallback = "0", .text = "share that drops out, a year"},
    {STABIL_KEY(SHARES, "admission", stabil_programme, admission), .unit = "1", .low = 0,
     .high = 1, .roster = STABIL_ROSTER_SECOND_VALUE,
     .text = "share of those admitted with the second value of a trait"},
    {STABIL_KEY(ORIGINS, "origin", stabil_programme, origin), .unit = "1", .low = 0,
     .high = 1, .sum = true,
     .text = "where they grew up; local is the host's labour region; without it local"},
    {STABIL_KEY(GROUP, "recruits", stabil_programme, recruits),
     .child = &stabil_recruits_schema,
     .present =
         1 + offsetof(stabil_programme, recruits) + offsetof(stabil_recruits, given),
     .text = "its students are people in post, who leave it"},
    {STABIL_KEY(QUANTITY, "claim_years", stabil_programme, claim_years), .unit = "years",
     .low = 0, .high = 30, .fallback = "1",
     .text = "how long a first claim on a place holds after graduation"},
    {.key = "placements",
     .type = STABIL_TYPE_GROUP,
     .child = &placement_schema,
     .text = "practice: the trait that it gives, the supervised weeks that it needs"},
};
const stabil_schema stabil_programme_schema = {.name = "programme",
                                               .size = sizeof(stabil_programme),
                                               .count = COUNT(programme_keys),
                                               .key = programme_keys,
                                               .mark_at =
                                                   1 + offsetof(stabil_programme, mark),
                                               .after = after_programme};
