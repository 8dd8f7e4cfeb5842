/*
 * exports.h — exports of snapshots to EC2 and stacks of CloudFormation, both as records that nothing deletes. It
 * must not know what a snapshot contains beyond its sizes.
 */
#ifndef SIM_EXPORTS_H
#define SIM_EXPORTS_H

#include "kind.h"

extern const struct kind export_record_kind, stack_record_kind;

#endif
