/*
 * instance_limit.c — how long a step with a snapshot may take. Must not know the step.
 */
#include "resources/instance/instance.h"

struct instance_timeouts instance_own_timeouts(const struct instance *instance)
{
    bool is_given = TF_IS_KNOWN(instance->timeouts) && instance->timeouts.count > 0;
    return is_given ? instance->timeouts.v[0] : (struct instance_timeouts){0};
}

void instance_allow_for_snapshot(struct call *c, struct tf_string own)
{
    enum { SNAPSHOT_MS = 60 * 60 * 1000 };
    if (!TF_IS_KNOWN(own) && c->deadline.deadline_ms < INT64_MAX - SNAPSHOT_MS)
        c->deadline.deadline_ms += SNAPSHOT_MS;
}
