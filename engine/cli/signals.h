// SPDX-License-Identifier: GPL-3.0-or-later
// Signals: stop a run politely at the first, at once at the second.
#ifndef STABIL_CLI_SIGNALS_H
#define STABIL_CLI_SIGNALS_H

// A broken pipe or a file that grows beyond its limit (SIGPIPE, SIGXFSZ) shall fail the
// write, not kill a run that has hours of work in hand.
void stabil_signals_ignore(void);

// From here on the first SIGINT or SIGTERM makes *flag non-zero and the second ends the
// process at once with 130 or 143. A signal that the parent chose to ignore stays
// ignored.
const volatile int *stabil_signals_catch(void);

// 130 or 143 for the signal that came first; 0 if none came.
int stabil_signals_exit_code(void);

#endif
