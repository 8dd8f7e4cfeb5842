/*
 * reach.h — whether a TCP port accepts connections. Knows sockets; must not know what listens there.
 */
#ifndef RUNTIME_REACH_H
#define RUNTIME_REACH_H

#include "base/clock.h"

/*
 * Connects to an IPv4 or IPv6 address, and closes the connection. False when the port does not accept it within
 * limit_ms, or when the deadline ends before. For tests, LIGHTSAIL_TEST_SSH=ADDRESS:PORT replaces every address and
 * port.
 */
bool reach_tcp(const struct deadline *deadline, struct str address, uint16_t port, int64_t limit_ms);

#endif
