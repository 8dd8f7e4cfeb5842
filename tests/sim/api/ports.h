/*
 * ports.h — the firewall of an instance: rules in the one form that the service answers, and the calls about them.
 * It must not know anything else about instances.
 */
#ifndef SIM_PORTS_H
#define SIM_PORTS_H

#include "call.h"

/* The rules of a new instance: SSH and HTTP, for Windows RDP, for applications HTTPS too; from everywhere. */
json_t *ports_default(bool windows, bool application, const char *ip_address_type);

#endif
