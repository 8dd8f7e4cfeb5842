/*
 * create_check.h — what `infra create` asks before it makes anything. Knows the lists of what is on offer; must not
 * change anything.
 */
#ifndef CLI_CREATE_CHECK_H
#define CLI_CREATE_CHECK_H

#include "cli/command.h"

/* What the user wants; empty texts: Lightsail's choice. `zone` is filled in when it is empty. */
struct create_wish {
    struct str bundle, blueprint, zone, key_pair;
    bool static_ip;
};

/*
 * Whether size, image, zone and key pair are on offer, and name and static IP free. Near names in the error.
 * Lists that the credentials may not see are not checked: the creation itself will tell.
 */
bool create_check(struct session *s, const struct given *given, int name_option, struct create_wish *wish)
    MUST_USE;

#endif
