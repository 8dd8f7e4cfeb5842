/*
 * lifeline.h — notices that this process should end: a signal, the parent's death, nobody reading stderr.
 * Knows signals and descriptors; must not know the server. Source: protocol 1.9, 1.10.
 */
#ifndef PLUGIN_LIFELINE_H
#define PLUGIN_LIFELINE_H

#include "base/err.h"

struct lifeline;

/*
 * Sets the process's signals: SIGPIPE ignored; SIGINT ignored (Terraform's Ctrl-C hits the whole group, and
 * Terraform then asks us to stop) or, with `interrupt_ends`, taken by the lifeline as SIGTERM and SIGHUP
 * always are. Call before the first thread starts: they inherit it.
 */
void lifeline_set_signals(bool interrupt_ends);

/*
 * Starts the watching thread. `end` is called there at the first reason to end ("SIGTERM", "the parent
 * process ended", …), and again for every further signal; `count` says how often that makes. `watch_parent`
 * is false in debug mode. Freed with lifeline_free, which waits for the thread.
 */
bool lifeline_new(struct arena *mem, bool watch_parent,
                  void (*end)(void *context, const char *reason, int count), void *context,
                  struct lifeline **ret_lifeline, struct err *err) MUST_USE;
void lifeline_free(struct lifeline *lifeline);

#endif
