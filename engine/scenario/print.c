// SPDX-License-Identifier: GPL-3.0-or-later
// A tree as YAML for people: after each value the file and line that set it. libyaml
// writes no comments, so the text is made here; what it reads back to is tested.
#include <string.h>

#include "scenario/document.h"

typedef struct printer {
  FILE *stream;
  int indent;
} printer;

// --- scalars
// ----------------------------------------------------------------------------

// The character at *text, which moves on. The text is UTF-8 by construction.
static unsigned next_character(const char **text) {
  const unsigned char *c = (const unsigned char *)*text;
  const int more = *c < 0xC0 ? 0 : *c < 0xE0 ? 1 : *c < 0xF0 ? 2 : 3;
  static const unsigned char bits[] = {0x7F, 0x1F, 0x0F, 0x07};
  unsigned character = *c & bits[more];
  for (int i = 1; i <= more; i++) character = character << 6 | (c[i] & 0x3F);
  *text += more + 1;
  return character;
}

static bool printable(unsigned character) {
  if (character < 0x20 || (character >= 0x7F && character < 0xA0)) return false;
  return character != 0x2028 && character != 0x2029 && character != 0xFEFF &&
         (character & 0xFFFE) != 0xFFFE;
}

static void print_quoted(const char *text, FILE *stream) {
  fputc('"', stream);
  while (*text != 0) {
    const char *start = text;
    const unsigned character = next_character(&text);
    if (!printable(character))
      fprintf(stream, character > 0xFFFF ? "\\U%08X" : "\\u%04X", character);
    else if (character == '"' || character == '\\')
      fprintf(stream, "\\%c", (int)character);
    else
      fwrite(start, 1, (size_t)(text - start), stream);
  }
  fputc('"', stream);
}

// A plain scalar stays plain unless the line that it stood on made the difference.
static bool stays_plain(const stabil_node *node, bool flow) {
  if (!node->plain) return false;
  if (strpbrk(node->text, "\n\r\t") != NULL || strstr(node->text, ": ") != NULL ||
      strstr(node->text, " #") != NULL)
    return false;
  return !flow || (node->text[0] != 0 && strpbrk(node->text, ",[]{}?:") == NULL);
}

static void print_scalar(const stabil_node *node, bool flow, FILE *stream) {
  if (stays_plain(node, flow))
    fputs(node->text, stream);
  else
    print_quoted(node->text, stream);
}

static void print_key(const char *key, FILE *stream) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
  if (key[0] != 0 && key[strspn(key, letters)] == 0)
    fputs(key, stream);
  else
    print_quoted(key, stream);
  fputc(':', stream);
}

// --- collections on one line
// ------------------------------------------------------------

static const stabil_node *child(const stabil_node *node, int i) {
  return node->kind == STABIL_LIST ? node->item[i] : node->entry[i].value;
}

static bool same_line(stabil_mark a, stabil_mark b) {
  if (a.file == NULL || b.file == NULL) return a.file == b.file;
  return a.line == b.line && strcmp(a.file, b.file) == 0;
}

// Everything in it was written on one line, and so it stays on one. An empty plain scalar
// has no place in a flow collection.
static bool on_one_line(const stabil_node *node, stabil_mark mark) {
  if (!same_line(node->mark, mark)) return false;
  if (node->kind == STABIL_SCALAR) return node->text[0] != 0 || !node->plain;
  for (int i = 0; i < node->count; i++) {
    if (node->kind == STABIL_MAP && !same_line(node->entry[i].mark, mark)) return false;
    if (!on_one_line(child(node, i), mark)) return false;
  }
  return true;
}

static void print_flow(const stabil_node *node, FILE *stream) {
  if (node->kind == STABIL_SCALAR) {
    print_scalar(node, true, stream);
    return;
  }
  fputc(node->kind == STABIL_LIST ? '[' : '{', stream);
  for (int i = 0; i < node->count; i++) {
    if (i > 0) fputs(", ", stream);
    if (node->kind == STABIL_MAP) {
      print_key(node->entry[i].key, stream);
      fputc(' ', stream);
    }
    print_flow(child(node, i), stream);
  }
  fputc(node->kind == STABIL_LIST ? ']' : '}', stream);
}

// --- everything
// -------------------------------------------------------------------------

static void print_mark(stabil_mark mark, FILE *stream) {
  if (mark.file != NULL) fprintf(stream, "  # %s:%d", mark.file, mark.line);
  fputc('\n', stream);
}

static void start_line(const printer *p) {
  fprintf(p->stream, "%*s", p->indent, "");
}

static void print_below(printer *p, const stabil_node *node);

// What comes after `key:` or `-`.
static void print_value(printer *p, const stabil_node *node) {
  const bool scalar = node->kind == STABIL_SCALAR;
  if (!scalar && node->count > 0 && !on_one_line(node, node->mark)) {
    fputc('\n', p->stream);
    p->indent += 2;
    print_below(p, node);
    p->indent -= 2;
    return;
  }
  fputc(' ', p->stream);
  if (scalar)
    print_scalar(node, false, p->stream);
  else
    print_flow(node, p->stream);
  print_mark(node->mark, p->stream);
}

static void print_below(printer *p, const stabil_node *node) {
  for (int i = 0; i < node->count; i++) {
    start_line(p);
    if (node->kind == STABIL_LIST)
      fputc('-', p->stream);
    else
      print_key(node->entry[i].key, p->stream);
    print_value(p, child(node, i));
  }
}

void stabil_document_print(const stabil_node *root, FILE *stream) {
  printer p = {stream, 0};
  print_below(&p, root);
}
