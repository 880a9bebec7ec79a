// SPDX-License-Identifier: GPL-3.0-or-later
// The schema tables of a study.
#ifndef STABIL_SCENARIO_STUDY_SCHEMA_H
#define STABIL_SCENARIO_STUDY_SCHEMA_H

#include "scenario/schema.h"

extern const stabil_schema stabil_study_schema; // the whole of a study
extern const stabil_schema stabil_csv_schema;   // in a map of names: a table
extern const stabil_schema stabil_file_schema;  // beside it: keys that name other files

// study_schema_number.c: what stands in many places. No struct: their readers are
// quantity_read.c, table.c and scalar.c.
extern const stabil_schema stabil_quantity_schema, stabil_table_schema,
    stabil_label_schema;
extern const stabil_schema stabil_simplex_schema; // shares stated together (simplex.h)
extern const char *const stabil_family_names[], *const stabil_certainty_names[];
#define STABIL_SIZE_PATTERN "^(<[1-9][0-9]*|>=[0-9]+|[0-9]+-[0-9]+)$"

// Parts of it, one struct of study.h each.
extern const stabil_schema stabil_trait_schema, stabil_track_schema,
    stabil_profession_schema, stabil_stage_schema, stabil_role_schema,
    stabil_county_schema, stabil_region_schema, stabil_place_schema,
    stabil_programme_schema, stabil_behaviour_schema, stabil_effect_schema,
    stabil_measure_schema, stabil_scenario_schema, stabil_flow_schema, stabil_bond_schema,
    stabil_locum_schema, stabil_rotation_schema, stabil_overtime_schema,
    stabil_term_schema, stabil_covers_schema, stabil_area_schema, stabil_way_schema,
    stabil_allocation_schema, stabil_shift_schema, stabil_recruits_schema,
    stabil_next_claim_schema, stabil_agreement_schema;

// study_schema_system.c: systematic work, and what a scenario does of it
extern const stabil_schema stabil_system_schema, stabil_works_schema;
stabil_key_reader stabil_read_works;
// study_schema_observed.c
extern const stabil_schema stabil_observed_schema;
extern const char *const stabil_size_names[];
// study_schema_framework.c
extern const stabil_schema stabil_framework_schema;
void stabil_recommendation_declare(stabil_reader *r); // who.r01 ... into their roster
int stabil_recommendation(int framework, int item);   // its number there
const char *stabil_strength_name(int strength);       // "" for none

// study_schema_matching.c: part of a role.
extern const stabil_schema stabil_job_search_schema;
extern const char *const stabil_class_names[], *const stabil_matching_names[];
stabil_key_reader stabil_read_priority;

// study_schema_effect.c: parts of what measures and scenarios say too
extern const stabil_schema stabil_who_schema, stabil_pattern_schema;
void stabil_read_weeks(stabil_reader *r, const stabil_node *node, const stabil_path *path,
                       int *on, int *off);

// study_schema_evidence.c: of a study, and groups of an effect
extern const stabil_schema stabil_evidence_schema, stabil_decay_schema,
    stabil_remains_schema;
extern const char *const stabil_evidence_names[], *const stabil_kind_of_effect_names[];

// study_schema_capacity.c: groups of a stage, a programme and an effect
extern const stabil_schema stabil_supervision_schema, stabil_supervisors_schema,
    stabil_needs_schema;
void stabil_after_placements(stabil_reader *r, const stabil_node *node,
                             const stabil_path *path, void *record);

// study_schema_interaction.c
extern const stabil_schema stabil_need_schema, stabil_interaction_schema;
extern const char *const stabil_interaction_names[];

// Names of the choices, in the order of their enums; NULL at the end.
extern const char *const stabil_scale_names[];
extern const char *const stabil_per_names[];
extern const char *const stabil_then_names[];
extern const char *const stabil_level_names[];
extern const char *const stabil_kind_names[];

#endif
