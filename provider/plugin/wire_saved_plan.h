/*
 * wire_saved_plan.h — the plan file that the parent Terraform process applies. Knows its command line and the
 * format of plan files; must not know what the planned values mean.
 *
 * During an apply Terraform does not send the planned values to the provider. It compares them itself and
 * reports any difference as a bug of the provider. To report a more specific error, the provider reads the
 * plan file. Reasons: docs/design/041.
 */
#ifndef PLUGIN_WIRE_SAVED_PLAN_H
#define PLUGIN_WIRE_SAVED_PLAN_H

#include "runtime/runtime.h"

/*
 * The planned creations in the file that the parent process applies; empty, and no error, when there is no
 * file or it cannot be read (another system, an encrypted plan, another format). Texts in `mem`.
 */
size_t saved_plan_read(struct arena *mem, const struct saved_creation **ret);

/* ---- for tests ---- */

/*
 * The plan file among the arguments of a process, each terminated by a zero byte; data NULL: none is applied.
 */
struct str saved_plan_argument(struct str arguments);
size_t saved_plan_creations(struct arena *mem, struct str archive, const struct saved_creation **ret);

#endif
