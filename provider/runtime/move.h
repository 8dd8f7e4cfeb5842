/*
 * move.h — taking over the state of another provider's resource (`moved` across types) without touching the thing.
 * Unconfigured, no network. Source: protocol section 4.9.
 */
#ifndef RUNTIME_MOVE_H
#define RUNTIME_MOVE_H

#include "runtime/resource.h"

struct state_move {
    const char *provider;   /* "hashicorp/aws": namespace and type; any registry host */
    const char *type_name;  /* "aws_lightsail_instance" */
    int64_t newest_version; /* of the source's schema that is understood; newer ones are refused */
    /* Fills the identity and all that the source knows, in the form in which a refresh and a plan change nothing. `source` is the stored JSON. */
    bool (*move)(struct call *c, const json_t *source, int64_t version, void *state);
    const char *merge_hint; /* what to do with several that become one; NULL: that cannot be */
};

#endif
