/*
 * instance_changing.h — a change of the bundle of an instance, as the resources that refer to the instance see it: planned
 * in this run, or begun and not ended. Must not know how the change is made.
 */
#ifndef RESOURCES_INSTANCE_CHANGING_H
#define RESOURCES_INSTANCE_CHANGING_H

#include "runtime/api.h"

/*
 * Whether a change of the bundle of the instance with this name has begun and not ended, also when the instance does not
 * exist in the middle of it. What belongs to it may be detached meanwhile: the change restores it.
 */
bool instance_is_changing(struct call *c, struct str name, bool *ret) MUST_USE;

/* For a read that has found no instance with the name and the ARN ("": any): whether it is in the middle of a change.
 * is_expected: it reads for as long as reads may lag. */
bool instance_is_missing_for_change(struct call *c, struct str name, struct str arn, bool is_expected,
                                    bool *ret) MUST_USE;

/* Records that this run plans or makes a change after which the instance may have another ARN; whether it was recorded. */
void instance_note_change(struct call *c, struct str name);
bool instance_will_change(struct call *c, struct tf_string name);

#endif
