/*
 * move.h — taking over the state of another provider's resource (`moved` across types) without a change of
 * the object. Without configuration and network. Source: protocol section 4.9.
 */
#ifndef RUNTIME_MOVE_H
#define RUNTIME_MOVE_H

#include "runtime/resource.h"

/* An attribute of this provider, and the member of the source that has its value:
 * "location.availability_zone". */
struct move_name {
    const char *ours, *theirs;
};

struct state_move {
    const char *provider;   /* "hashicorp/aws": namespace and type; any registry host */
    const char *type_name;  /* "aws_lightsail_instance" */
    int64_t newest_version; /* newest supported version of the source's schema; newer ones are refused */
    /* Fills the identity and all values of the source, in the form in which a refresh and a plan change
     * nothing. `source` is the stored JSON. */
    bool (*move)(struct call *c, const json_t *source, int64_t version, void *state);
    /* Without `move`: attributes are copied by their names. `names` has those with other names, up to
     * {NULL, NULL}. NULL: all have the same name. */
    const struct move_name *names;
    const char *merge_hint; /* the advice when several resources become one; NULL: that cannot happen */
};

/* Copies the attributes that `names` describes: strings, numbers, bools, lists and maps of strings, tags
 * in the form of either provider. The identity may be the `id` of the source. */
bool move_by_names(struct call *c, const struct state_move *move, const json_t *source, void *state) MUST_USE;

#endif
