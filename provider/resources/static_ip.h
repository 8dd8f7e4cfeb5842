/*
 * static_ip.h — a static IP as Lightsail tells it, for the resource and the list. Knows how an answer maps to the state; must
 * not change anything.
 */
#ifndef RESOURCES_STATIC_IP_H
#define RESOURCES_STATIC_IP_H

#include "gen/static_ip.h"
#include "resources/static_ip_attach.h"

/* What read does with an answer; `prior` with nothing but the name is an address that nobody manages yet. Asks for the instance where its ARN is needed. */
bool static_ip_fill(struct call *c, const struct static_ip *prior, const struct static_ip_now *now,
                    struct static_ip *state) MUST_USE;

#endif
