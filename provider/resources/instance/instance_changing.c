/*
 * instance_changing.c — changes of the bundle of an instance, for what refers to it. Must not change an instance.
 */
#include "resources/instance/instance_changing.h"

#include "resources/bundle/bundle_change.h"

bool instance_is_changing(struct call *c, struct str name, bool *ret)
{
    return bundle_is_changing(c, &rebuild_instance, name, ret);
}

bool instance_is_missing_for_change(struct call *c, struct str name, struct str arn, bool is_expected,
                                    bool *ret)
{
    return bundle_is_missing_for_change(c, &rebuild_instance, name, arn, is_expected, ret);
}

void instance_note_change(struct call *c, struct str name)
{
    bundle_note_change(c, LS_KIND_INSTANCE, name);
}

bool instance_will_change(struct call *c, struct tf_string name)
{
    return bundle_will_change(c, LS_KIND_INSTANCE, name);
}
