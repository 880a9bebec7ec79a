// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/signals.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

// sig_atomic_t is int wherever Stabil is built; the engine reads the flag as int.
_Static_assert(_Generic((sig_atomic_t)0, int : 1, default : 0), "sig_atomic_t is int");
static volatile sig_atomic_t caught;

static void remember(int number) {
  if (caught) _exit(128 + number);
  caught = number;
}

static void handle(int number, void (*handler)(int)) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART}, old;
  sigemptyset(&action.sa_mask);
  if (sigaction(number, NULL, &old) == 0 && old.sa_handler == SIG_IGN) return;
  (void)sigaction(number, &action, NULL);
}

void stabil_signals_ignore(void) {
  handle(SIGPIPE, SIG_IGN);
  handle(SIGXFSZ, SIG_IGN);
}

const volatile int *stabil_signals_catch(void) {
  handle(SIGINT, remember);
  handle(SIGTERM, remember);
  return &caught;
}

int stabil_signals_exit_code(void) {
  return caught ? 128 + caught : 0;
}
