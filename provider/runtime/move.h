/*
 * move.h — taking over the state of another provider's resource (`moved` across types) without touching the thing.
 * Unconfigured, no network. Source: protocol section 4.9.
 */
#ifndef RUNTIME_MOVE_H
#define RUNTIME_MOVE_H

#include "runtime/resource.h"

/* An attribute of ours, and the member of the source that has it: "location.availability_zone". */
struct move_name {
    const char *ours, *theirs;
};

struct state_move {
    const char *provider;   /* "hashicorp/aws": namespace and type; any registry host */
    const char *type_name;  /* "aws_lightsail_instance" */
    int64_t newest_version; /* of the source's schema that is understood; newer ones are refused */
    /* Fills the identity and all that the source knows, in the form in which a refresh and a plan change nothing. `source` is the stored JSON. */
    bool (*move)(struct call *c, const json_t *source, int64_t version, void *state);
    /* Without `move`: attributes are taken by their names; those of other names, up to {NULL, NULL}. NULL: all have the same. */
    const struct move_name *names;
    const char *merge_hint; /* what to do with several that become one; NULL: that cannot be */
};

/* What `names` say: texts, numbers, bools, lists and maps of texts, tags in either provider's form. The identity may be the source's `id`. */
bool move_by_names(struct call *c, const struct state_move *move, const json_t *source, void *state) MUST_USE;

#endif
