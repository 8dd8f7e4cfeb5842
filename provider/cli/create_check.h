/*
 * create_check.h — the checks of `infra create` before it creates anything. Knows the lists of available
 * values; must not change anything.
 */
#ifndef CLI_CREATE_CHECK_H
#define CLI_CREATE_CHECK_H

#include "cli/command.h"

/* The values of the user; empty texts: Lightsail chooses. `zone` is filled in when it is empty. */
struct create_wish {
    struct str bundle, blueprint, zone, key_pair;
    bool static_ip;
};

/*
 * Whether size, image, zone and key pair are available, and name and static IP are free. The error has
 * similar names. Lists that the credentials may not read are not checked: the creation itself reports errors.
 */
bool create_check(struct session *s, const struct given *given, int name_option, struct create_wish *wish)
    MUST_USE;

/* Whether the region has the zone; an empty one is filled in. */
bool create_check_zone(struct session *s, struct str *zone) MUST_USE;

#endif
