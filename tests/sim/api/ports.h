/*
 * ports.h — the firewall of an instance: rules in the form of the service's responses, and the calls about
 * them. It must not know anything else about instances.
 */
#ifndef SIM_PORTS_H
#define SIM_PORTS_H

#include "call.h"

/*
 * The rules of a new instance: SSH and HTTP, for Windows RDP, for applications also HTTPS; open to all
 * sources.
 */
json_t *ports_default(bool windows, bool application, const char *ip_address_type);

#endif
