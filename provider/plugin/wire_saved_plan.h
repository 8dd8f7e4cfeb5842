/*
 * wire_saved_plan.h — the plan file that the Terraform above us applies. Knows its command line and the form of plan files; must not know what
 * the planned values mean.
 *
 * An apply tells a provider nothing of what was planned before Terraform compares the two, and calls any difference a bug of the provider.
 * Who wants to say better what is wrong has to look into the file. Reasons: docs/design/041.
 */
#ifndef PLUGIN_WIRE_SAVED_PLAN_H
#define PLUGIN_WIRE_SAVED_PLAN_H

#include "runtime/runtime.h"

/*
 * What is to be created by the file that the parent process applies; nothing, and no error, where there is none, or where it cannot be read (another
 * system, an encrypted plan, another form). Texts in `mem`.
 */
size_t saved_plan_read(struct arena *mem, const struct saved_creation **ret);

/* ---- for tests ---- */

/* The file among the arguments of a process, each ended by a zero byte; data NULL: it applies none. */
struct str saved_plan_argument(struct str arguments);
size_t saved_plan_creations(struct arena *mem, struct str archive, const struct saved_creation **ret);

#endif
