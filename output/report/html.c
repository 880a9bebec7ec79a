// SPDX-License-Identifier: GPL-3.0-or-later
// The document as one HTML page.
#include <stdlib.h>
#include <string.h>

#include "output/report/svg.h"

void stabil_report_escape(const char *text, FILE *stream) {
  for (; *text; text++) switch (*text) {
    case '&':
      (void)fputs("&amp;", stream);
      break;
    case '<':
      (void)fputs("&lt;", stream);
      break;
    case '>':
      (void)fputs("&gt;", stream);
      break;
    case '"':
      (void)fputs("&quot;", stream);
      break;
    default:
      (void)fputc(*text, stream);
    }
}

static void element(const char *name, const char *attributes, const char *text,
                    FILE *stream) {
  fprintf(stream, "<%s%s%s>", name, *attributes ? " " : "", attributes);
  stabil_report_escape(text, stream);
  fprintf(stream, "</%s>\n", name);
}

// --- tables
// ------------------------------------------------------------------------------

static void write_heads(const json_t *table, FILE *stream) {
  size_t i;
  const json_t *column;
  fputs("<thead><tr>", stream);
  json_array_foreach(json_object_get(table, "columns"), i, column) {
    bool number = json_is_true(json_object_get(column, "number"));
    element("th", number ? "scope=\"col\" class=\"n\"" : "scope=\"col\"",
            stabil_json_text(column, "label"), stream);
  }
  fputs("</tr></thead>\n<tbody>\n", stream);
}

// A text, or one that leads elsewhere in the page.
static void write_cell(const json_t *cell, const char *name, const char *attributes,
                       FILE *stream) {
  if (!json_is_object(cell)) {
    element(name, attributes, json_string_value(cell), stream);
    return;
  }
  fprintf(stream, "<%s%s%s><a href=\"#%s\">", name, *attributes ? " " : "", attributes,
          stabil_json_text(cell, "link"));
  stabil_report_escape(stabil_json_text(cell, "text"), stream);
  fprintf(stream, "</a></%s>\n", name);
}

static void write_row(const json_t *table, const json_t *row, FILE *stream) {
  const json_t *columns = json_object_get(table, "columns");
  size_t i;
  const json_t *cell;
  fputs("<tr>", stream);
  json_array_foreach(row, i, cell) {
    bool number = json_is_true(json_object_get(json_array_get(columns, i), "number"));
    const char *attributes = i == 0 ? "scope=\"row\"" : number ? "class=\"n\"" : "";
    write_cell(cell, i == 0 ? "th" : "td", attributes, stream);
  }
  fputs("</tr>\n", stream);
}

static void write_table(const json_t *table, const char *id, FILE *stream) {
  const char *caption = stabil_json_text(table, "caption");
  size_t i;
  const json_t *row;
  fputs("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"", stream);
  stabil_report_escape(caption, stream);
  fprintf(stream, "\"><table id=\"table-%s\">\n", id);
  element("caption", "", caption, stream);
  write_heads(table, stream);
  json_array_foreach(json_object_get(table, "rows"), i, row) {
    write_row(table, row, stream);
  }
  fputs("</tbody></table></div>\n", stream);
}

// --- blocks
// ------------------------------------------------------------------------------

static void write_figure(stabil_report *r, const json_t *figure, FILE *stream) {
  const char *id = stabil_json_text(figure, "id");
  const char *note = stabil_json_text(figure, "note");
  const json_t *table = json_object_get(figure, "table");
  fprintf(stream, "<figure id=\"figure-%s\" class=\"%s\">\n<figcaption>", id,
          stabil_json_text(figure, "kind"));
  element("h3", "", stabil_json_text(figure, "title"), stream);
  if (*note) element("p", "", note, stream);
  fprintf(stream, "</figcaption>\n<div class=\"chart\" data-figure=\"%s\">\n", id);
  stabil_report_svg(r, figure, false, stream);
  fputs("</div>\n", stream);
  if (table) {
    fputs("<details class=\"numbers\">", stream);
    element("summary", "", stabil_report_say(r, "as_table", NULL), stream);
    write_table(table, id, stream);
    fputs("</details>\n", stream);
  }
  fputs("</figure>\n", stream);
}

static void write_facts(const json_t *block, FILE *stream) {
  size_t i;
  const json_t *item;
  fputs("<dl class=\"facts\">\n", stream);
  json_array_foreach(json_object_get(block, "items"), i, item) {
    fputs("<div>", stream);
    element("dt", "", stabil_json_text(item, "label"), stream);
    element("dd", "class=\"value\"", stabil_json_text(item, "value"), stream);
    element("dd", "", stabil_json_text(item, "detail"), stream);
    fputs("</div>\n", stream);
  }
  fputs("</dl>\n", stream);
}

static void write_blocks(stabil_report *r, const json_t *blocks, FILE *stream);

static void write_fold(stabil_report *r, const json_t *block, FILE *stream) {
  const char *id = stabil_json_text(block, "id");
  fprintf(stream, "<details class=\"%s\" id=\"%s\"%s><summary><span>",
          stabil_json_text(block, "class"), id,
          json_is_true(json_object_get(block, "open")) ? " open" : "");
  stabil_report_escape(stabil_json_text(block, "title"), stream);
  fputs("</span>", stream);
  if (*stabil_json_text(block, "aside"))
    element("span", "class=\"aside\"", stabil_json_text(block, "aside"), stream);
  fputs("</summary>\n", stream);
  write_blocks(r, json_object_get(block, "blocks"), stream);
  fputs("</details>\n", stream);
}

static void write_list(const json_t *block, FILE *stream) {
  size_t i;
  const json_t *item;
  fputs("<ul>\n", stream);
  json_array_foreach(json_object_get(block, "items"), i, item) {
    element("li", "", json_string_value(item), stream);
  }
  fputs("</ul>\n", stream);
}

static void write_block(stabil_report *r, const json_t *block, FILE *stream) {
  const char *type = stabil_json_text(block, "type");
  const char *text = stabil_json_text(block, "text");
  if (strcmp(type, "figure") == 0)
    write_figure(r, block, stream);
  else if (strcmp(type, "table") == 0)
    write_table(json_object_get(block, "table"), stabil_json_text(block, "id"), stream);
  else if (strcmp(type, "facts") == 0)
    write_facts(block, stream);
  else if (strcmp(type, "fold") == 0)
    write_fold(r, block, stream);
  else if (strcmp(type, "list") == 0)
    write_list(block, stream);
  else if (strcmp(type, "h3") == 0)
    element("h3", "", text, stream);
  else if (strcmp(type, "p") == 0)
    element("p", "", text, stream);
  else
    fprintf(stream, "<p class=\"%s\">", type), stabil_report_escape(text, stream),
        fputs("</p>\n", stream);
}

static void write_blocks(stabil_report *r, const json_t *blocks, FILE *stream) {
  size_t i;
  const json_t *block;
  json_array_foreach(blocks, i, block) {
    write_block(r, block, stream);
  }
}

// --- the page
// ----------------------------------------------------------------------------

static void write_head(stabil_report *r, const char *title, FILE *stream) {
  fprintf(stream,
          "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
          "style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n"
          "<meta name=\"generator\" content=\"Stabil\">\n",
          r->nb ? "nb" : "en");
  element("title", "", title, stream);
  fprintf(stream, "<style>\n%s</style>\n</head>\n<body>\n", stabil_report_style);
  element("a", "class=\"skip\" href=\"#main\"", stabil_report_say(r, "skip", NULL),
          stream);
}

static void write_header(stabil_report *r, const char *title, FILE *stream) {
  const stabil_layout *layout = r->layout;
  fputs("<header>\n", stream);
  element("h1", "", title, stream);
  element("p", "",
          stabil_report_say(r, "subtitle", "first", stabil_report_year(r, 0), "last",
                            stabil_report_year(r, layout->years - 1), "replicates",
                            stabil_report_number(r, layout->replicates, 0), NULL),
          stream);
  fputs("</header>\n<nav aria-label=\"", stream);
  stabil_report_escape(stabil_report_say(r, "contents", NULL), stream);
  fputs("\"><ol>\n", stream);
  size_t i;
  const json_t *section;
  json_array_foreach(r->sections, i, section) {
    fprintf(stream, "<li><a href=\"#%s\">", stabil_json_text(section, "id"));
    stabil_report_escape(stabil_json_text(section, "title"), stream);
    fputs("</a></li>\n", stream);
  }
  fputs("</ol></nav>\n", stream);
}

static void write_section(stabil_report *r, const json_t *section, FILE *stream) {
  const char *id = stabil_json_text(section, "id");
  fprintf(stream,
          "<section id=\"%s\" aria-labelledby=\"title-%s\">\n<h2 id=\"title-%s\">", id,
          id, id);
  stabil_report_escape(stabil_json_text(section, "title"), stream);
  fputs("</h2>\n", stream);
  write_blocks(r, json_object_get(section, "blocks"), stream);
  fputs("</section>\n", stream);
}

// What scripts draw: every figure without its table, by id, folded ones too.
static void collect(const json_t *blocks, json_t *figures) {
  size_t i;
  json_t *block;
  json_array_foreach(blocks, i, block) {
    if (strcmp(stabil_json_text(block, "type"), "fold") == 0)
      collect(json_object_get(block, "blocks"), figures);
    if (strcmp(stabil_json_text(block, "type"), "figure") != 0) continue;
    json_t *copy = json_copy(block);
    (void)json_object_del(copy, "table");
    (void)json_object_set_new(figures, stabil_json_text(block, "id"), copy);
  }
}

json_t *stabil_report_figures(const stabil_report *r) {
  json_t *figures = json_object(), *section;
  size_t i;
  json_array_foreach(r->sections, i, section) {
    collect(json_object_get(section, "blocks"), figures);
  }
  return figures;
}

// Messages for scripts, in one language: those whose key starts with "js_".
static json_t *script_texts(stabil_report *r) {
  json_t *out = json_object();
  const char *key;
  json_t *message;
  json_object_foreach(r->messages, key, message) {
    if (strncmp(key, "js_", 3) != 0) continue;
    (void)json_object_set(out, key + 3, json_object_get(message, r->nb ? "nb" : "en"));
  }
  return out;
}

static void write_data(stabil_report *r, FILE *stream) {
  json_t *data = json_pack("{s:s, s:o, s:o}", "lang", r->nb ? "nb" : "en", "text",
                           script_texts(r), "figures", stabil_report_figures(r));
  char *text = json_dumps(data, JSON_COMPACT | JSON_REAL_PRECISION(6));
  json_decref(data);
  if (!text) r->failed = true;
  fputs("<script type=\"application/json\" id=\"data\">", stream);
  for (const char *c = text; c && *c; c++) // no tag may begin in here
    if (*c == '<')
      fputs("\\u003c", stream);
    else
      fputc(*c, stream);
  free(text);
  fprintf(stream, "</script>\n<script>\n%s</script>\n", stabil_report_scripts);
}

bool stabil_report_has_scripts(void) {
  return stabil_report_scripts[0] != '\0';
}

void stabil_report_html(stabil_report *r, FILE *stream) {
  const char *title = r->nb ? r->layout->title_nb : r->layout->title_en;
  size_t i;
  const json_t *section;
  write_head(r, title, stream);
  write_header(r, title, stream);
  fputs("<main id=\"main\">\n", stream);
  json_array_foreach(r->sections, i, section) {
    write_section(r, section, stream);
  }
  fputs("</main>\n<footer>", stream);
  element("p", "", stabil_report_say(r, "footer", NULL), stream);
  if (!stabil_report_has_scripts())
    element("p", "", stabil_report_say(r, "no_scripts", NULL), stream);
  fputs("</footer>\n", stream);
  if (stabil_report_has_scripts()) write_data(r, stream);
  fputs("</body>\n</html>\n", stream);
}
