// SPDX-License-Identifier: GPL-3.0-or-later
// A tree back to YAML text.
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "scenario/document.h"

typedef struct writer {
  yaml_emitter_t yaml;
  char *text;
  size_t length, capacity;
  bool failed;
} writer;

static int append(void *data, unsigned char *bytes, size_t size) {
  writer *w = data;
  if (w->length + size + 1 > w->capacity) {
    size_t capacity = 2 * (w->length + size + 1);
    char *bigger = realloc(w->text, capacity);
    if (bigger == NULL) return 0;
    w->text = bigger;
    w->capacity = capacity;
  }
  memcpy(w->text + w->length, bytes, size);
  w->length += size;
  return 1;
}

// The emitter owns the event that it is given, whether it fails or not.
static void emit(writer *w, yaml_event_t *event, int made) {
  if (made && w->failed) yaml_event_delete(event);
  if (!made || w->failed || !yaml_emitter_emit(&w->yaml, event)) w->failed = true;
}

static void emit_scalar(writer *w, const char *text, bool plain) {
  yaml_event_t event;
  yaml_scalar_style_t style =
      plain ? YAML_PLAIN_SCALAR_STYLE : YAML_DOUBLE_QUOTED_SCALAR_STYLE;
  emit(w, &event,
       yaml_scalar_event_initialize(&event, NULL, NULL, (const yaml_char_t *)text,
                                    (int)strlen(text), 1, 1, style));
}

// Small collections of scalars stay on one line, as people write them.
static bool flat(const stabil_node *node) {
  if (node->count > 12) return false;
  for (int i = 0; i < node->count; i++) {
    const stabil_node *child =
        node->kind == STABIL_LIST ? node->item[i] : node->entry[i].value;
    if (child->kind != STABIL_SCALAR) return false;
  }
  return true;
}

static void emit_node(writer *w, const stabil_node *node);

static void emit_list(writer *w, const stabil_node *node) {
  yaml_event_t event;
  yaml_sequence_style_t style =
      flat(node) ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE;
  emit(w, &event, yaml_sequence_start_event_initialize(&event, NULL, NULL, 1, style));
  for (int i = 0; i < node->count && !w->failed; i++) emit_node(w, node->item[i]);
  emit(w, &event, yaml_sequence_end_event_initialize(&event));
}

// A key of digits or other odd text is quoted unless it reads back as it is.
static bool plain_key(const char *key) {
  return key[0] != 0 && strspn(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                    "0123456789_") == strlen(key);
}

static void emit_map(writer *w, const stabil_node *node) {
  yaml_event_t event;
  yaml_mapping_style_t style =
      flat(node) ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE;
  emit(w, &event, yaml_mapping_start_event_initialize(&event, NULL, NULL, 1, style));
  for (int i = 0; i < node->count && !w->failed; i++) {
    emit_scalar(w, node->entry[i].key, plain_key(node->entry[i].key));
    emit_node(w, node->entry[i].value);
  }
  emit(w, &event, yaml_mapping_end_event_initialize(&event));
}

static void emit_node(writer *w, const stabil_node *node) {
  if (node->kind == STABIL_SCALAR)
    emit_scalar(w, node->text, node->plain);
  else if (node->kind == STABIL_LIST)
    emit_list(w, node);
  else
    emit_map(w, node);
}

static void emit_document(writer *w, const stabil_node *root) {
  yaml_event_t event;
  yaml_emitter_set_output(&w->yaml, append, w);
  yaml_emitter_set_unicode(&w->yaml, 1);
  yaml_emitter_set_width(&w->yaml, 90);
  emit(w, &event, yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
  emit(w, &event, yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1));
  emit_node(w, root);
  emit(w, &event, yaml_document_end_event_initialize(&event, 1));
  emit(w, &event, yaml_stream_end_event_initialize(&event));
}

stabil_status stabil_document_emit(stabil_arena *arena, const stabil_node *root,
                                   const char **text, stabil_error *err) {
  writer w = {0};
  *text = NULL;
  if (!yaml_emitter_initialize(&w.yaml))
    return stabil_fail(err, STABIL_MEMORY, "out of memory");
  emit_document(&w, root);
  yaml_emitter_delete(&w.yaml);
  if (!w.failed && w.text != NULL) *text = stabil_arena_text(arena, w.text, w.length);
  free(w.text);
  if (*text == NULL) return stabil_fail(err, STABIL_MEMORY, "out of memory");
  return STABIL_OK;
}
