/*
 * port_spec.h — "tcp/22=203.0.113.0/24" and back: a firewall rule as users write it. Knows the form of
 * PortInfo; must not send anything.
 */
#ifndef CLI_PORT_SPEC_H
#define CLI_PORT_SPEC_H

#include "base/err.h"
#include "base/json.h"

/*
 * PROTOCOL[/PORT[-PORT]][=SOURCE[,SOURCE…]] as a PortInfo (the caller owns the reference). A source is an
 * IPv4 or IPv6 address or range, or lightsail-connect; without one the port is open to all addresses. Errors:
 * ERR_USER.
 */
bool port_spec_parse(const char *text, json_t **ret_port_info, struct err *err) MUST_USE;
/* The port of a PortInfo or an InstancePortState in the form of port_spec_parse: "tcp/22", "udp/1-9",
 * "icmp/8", "all". */
struct port_name {
    char text[48];
};
struct port_name port_name(const json_t *port);
/* One line on stdout for each open port of GetInstancePortStates, each beginning with "firewall". */
void firewall_print(const json_t *port_states);

#endif
