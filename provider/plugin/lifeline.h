/*
 * lifeline.h — detects that this process should end: a signal, the end of the parent process, or a closed
 * stderr. Knows signals and descriptors; must not know the server. Source: protocol 1.9, 1.10.
 */
#ifndef PLUGIN_LIFELINE_H
#define PLUGIN_LIFELINE_H

#include "base/err.h"

struct lifeline;

/*
 * Sets the signals of the process: SIGPIPE ignored; SIGINT ignored (Terraform's Ctrl-C reaches the whole
 * process group, and Terraform then sends StopProvider) or, with `interrupt_ends`, handled by this thread as
 * SIGTERM and SIGHUP always are. Call it before the first thread starts, because threads inherit it.
 */
void lifeline_set_signals(bool interrupt_ends);

/*
 * Starts the watching thread. It calls `end` at the first reason to end ("SIGTERM", "the parent process
 * ended", …), and again for every further signal; `count` is the number of calls so far. `watch_parent` is
 * false in debug mode. Freed with lifeline_free, which waits for the thread.
 */
bool lifeline_new(struct arena *mem, bool watch_parent,
                  void (*end)(void *context, const char *reason, int count), void *context,
                  struct lifeline **ret_lifeline, struct err *err) MUST_USE;
void lifeline_free(struct lifeline *lifeline);

#endif
