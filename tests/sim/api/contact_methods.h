/*
 * contact_methods.h — who is notified by alarms, one of each protocol in a Region. It must not know any alarm.
 */
#ifndef SIM_API_CONTACT_METHODS_H
#define SIM_API_CONTACT_METHODS_H

#include "kind.h"

extern const char *const contact_protocols[];

/* The contact method of a protocol; NULL when there is none. */
struct resource *contact_method_find(struct region *region, const char *protocol);

/* The status of one from now on. False: it is no status of the model. */
bool contact_method_set_status(struct resource *contact, const char *status);

#endif
