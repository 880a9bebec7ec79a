// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/progress.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

void stabil_format_count(char out[STABIL_NUMBER_SIZE], int64_t count) {
  char digits[STABIL_NUMBER_SIZE];
  snprintf(digits, sizeof digits, "%" PRId64, count);
  size_t length = strlen(digits), written = 0;
  for (size_t i = 0; i < length; i++) {
    bool first = i == 0 || digits[i - 1] == '-';
    if (!first && (length - i) % 3 == 0) out[written++] = ',';
    out[written++] = digits[i];
  }
  out[written] = '\0';
}

void stabil_format_large(char out[STABIL_NUMBER_SIZE], double value) {
  static const char *const unit[] = {"thousand", "million", "billion", "trillion"};
  if (!(value >= 999.5)) {
    snprintf(out, STABIL_NUMBER_SIZE, "%.0f", value > 0 ? value : 0.0);
    return;
  }
  value /= 1000;
  size_t i = 0;
  for (; value >= 999.95 && i < 3; i++) value /= 1000;
  snprintf(out, STABIL_NUMBER_SIZE, "%.1f %s", value, unit[i]);
}

void stabil_format_duration(char out[STABIL_NUMBER_SIZE], double seconds) {
  if (!(seconds >= 59.95)) {
    snprintf(out, STABIL_NUMBER_SIZE, "%.1f s", seconds > 0 ? seconds : 0.0);
    return;
  }
  int64_t whole = (int64_t)(seconds + 0.5);
  if (whole < 3600)
    snprintf(out, STABIL_NUMBER_SIZE, "%" PRId64 " min %" PRId64 " s", whole / 60,
             whole % 60);
  else
    snprintf(out, STABIL_NUMBER_SIZE, "%" PRId64 " h %" PRId64 " min", whole / 3600,
             whole % 3600 / 60);
}

void stabil_format_clock(char out[STABIL_NUMBER_SIZE], double seconds) {
  double const longest = 999.0 * 3600; // beyond six weeks an estimate says nothing
  int64_t whole = (int64_t)(fmin(fmax(seconds, 0), longest) + 0.5);
  int64_t hours = whole / 3600;
  int minutes = (int)(whole % 3600 / 60), rest = (int)(whole % 60);
  if (hours > 0)
    snprintf(out, STABIL_NUMBER_SIZE, "%" PRId64 ":%02d:%02d", hours, minutes, rest);
  else
    snprintf(out, STABIL_NUMBER_SIZE, "%d:%02d", minutes, rest);
}

// Everything after the bar.
static void format_text(char *out, size_t size, const stabil_progress *progress,
                        double seconds) {
  char done[STABIL_NUMBER_SIZE], total[STABIL_NUMBER_SIZE], rate[STABIL_NUMBER_SIZE];
  char left[STABIL_NUMBER_SIZE] = "";
  stabil_format_count(done, progress->done);
  stabil_format_count(total, progress->total);
  double steps = (double)progress->cohort_steps;
  stabil_format_large(rate, seconds > 0 ? steps / seconds : 0);
  int64_t percent = progress->total > 0 ? 100 * progress->done / progress->total : 0;
  int used = snprintf(out, size, "%3" PRId64 " %%  %s/%s  %s cohort-steps/s", percent,
                      done, total, rate);
  if (progress->done <= 0 || used < 0 || (size_t)used >= size) return;
  double todo = (double)(progress->total - progress->done);
  stabil_format_clock(left, seconds * todo / (double)progress->done);
  snprintf(out + used, size - (size_t)used, "  %s left", left);
}

void stabil_progress_format(char *line, size_t size, const stabil_progress *progress,
                            double seconds, int width) {
  enum { SHORTEST = 5, LONGEST = 40 };
  char text[160];
  format_text(text, sizeof text, progress, seconds);
  int bar = width - 1 - (int)strlen(text) - 4; // two brackets, two blanks
  bar = bar < SHORTEST ? 0 : bar > LONGEST ? LONGEST : bar;
  if (progress->total <= 0) bar = 0;
  char drawn[LONGEST + 1] = "";
  int full = bar == 0 ? 0 : (int)(bar * progress->done / progress->total);
  for (int i = 0; i < bar; i++) drawn[i] = i < full ? '#' : '.';
  if (size > (size_t)(width > 1 ? width : 1)) size = (size_t)(width > 1 ? width : 1);
  snprintf(line, size, "%s%s%s%s", bar ? "[" : "", drawn, bar ? "]  " : "", text);
}

static double now(void) {
  struct timespec time;
  if (clock_gettime(CLOCK_MONOTONIC, &time) != 0) return 0;
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int terminal_width(FILE *stream) {
  struct winsize window;
  if (ioctl(fileno(stream), TIOCGWINSZ, &window) == 0 && window.ws_col > 0)
    return window.ws_col;
  return 80;
}

void stabil_meter_start(stabil_meter *meter, FILE *stream, bool visible) {
  bool terminal = visible && isatty(fileno(stream));
  *meter = (stabil_meter){.stream = terminal ? stream : NULL, .started = now()};
}

void stabil_meter_update(void *context, const stabil_progress *progress) {
  stabil_meter *meter = context;
  if (!meter->stream) return;
  double time = now();
  if (meter->drawn > 0 && time - meter->drawn < 0.1) return;
  char line[256];
  int width = terminal_width(meter->stream);
  stabil_progress_format(line, sizeof line, progress, time - meter->started, width);
  int length = (int)strlen(line);
  // Blanks wipe what a longer line left behind: escape codes are not needed for that.
  int blanks = meter->length > length ? meter->length - length : 0;
  fprintf(meter->stream, "\r%s%*s", line, blanks, "");
  fflush(meter->stream);
  meter->drawn = time;
  meter->length = length;
}

void stabil_meter_clear(stabil_meter *meter) {
  if (!meter->stream || meter->length == 0) return;
  fprintf(meter->stream, "\r%*s\r", meter->length, "");
  fflush(meter->stream);
  meter->length = 0;
}

double stabil_meter_seconds(const stabil_meter *meter) {
  return now() - meter->started;
}
