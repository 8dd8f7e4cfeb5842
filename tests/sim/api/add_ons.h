/*
 * add_ons.h — add-ons of instances and disks: enabled, disabled, and the states in between. It must not know
 * what a snapshot contains.
 */
#ifndef SIM_ADD_ONS_H
#define SIM_ADD_ONS_H

#include "call.h"
#include "shape.h"

extern const struct member add_on_members[];
#define ADD_ONS PARTS("addOns", STRUCTURES, add_on_members, false)

/* Checks the list "addOns" of the input; a missing list is valid. */
bool add_ons_check(struct call *call);

/* Starts to enable each add-on of the list. */
void add_ons_begin(struct call *call, struct resource *resource, const json_t *requests);

/* True when an add-on is enabled or being enabled. */
bool add_ons_active(const struct resource *resource);

/* Applies the planned word of an add-on: the transition ends. */
void add_ons_finish(struct resource *resource);

#endif
