/*
 * kind.h — a kind of resource as a row: its names in the API, and how one is created, read, listed and
 * deleted. It must not know any kind; the families of the API have the rows.
 */
#ifndef SIM_KIND_H
#define SIM_KIND_H

#include "call.h"

struct kind {
    const char *api;                  /* "StaticIp": the resourceType, and the type in the ARN */
    const char *plural;               /* "static_ips": in /_sim/state */
    const char *name_member;          /* "staticIpName": names one in a request */
    const char *member, *list_member; /* "staticIp", "staticIps": one, and a page of them, in a response */
    const char *shown_name;           /* "containerServiceName": the name in the document; NULL: "name" */
    const char *id_prefix;            /* "vol": of the id in the support code; NULL: the id has no prefix */
    bool taggable, has_add_ons;
    bool no_support_code;  /* its shape in the model has none */
    bool tags_have_values; /* a tag without a value is refused */
    bool is_nameless;      /* GetActiveNames does not show it */

    /* What it belongs to is gone, so it goes too. NULL: it belongs to nothing. */
    bool (*is_orphan)(struct region *region, const struct resource *resource);
    bool is_global; /* its region, in ARN and location, is "global" */

    /* A deletion: its checks and first steps (false after call_fail), and its response. */
    bool (*before_delete)(struct call *call, struct resource *resource);
    const char *delete_details; /* the operationDetails */
    bool delete_takes_time;     /* the resource exists until the operation ends */
    bool delete_answers_one;    /* "operation", not "operations" */
    bool delete_is_done;        /* the operation is over in the very response, and the resource is gone */

    /* Adds ,"member":value to a printed resource: what a read shows only when it asks for it. NULL: nothing. */
    void (*print_more)(const struct call *call, const struct resource *resource, struct text *out);
    bool state_has_more; /* it is in /_sim/state, too */

    /* Applies a planned word; NULL: none is planned, except the end of a deletion. */
    void (*transition)(struct resource *resource, const char *word);
};

/* The member of the document with the name. */
static inline const char *kind_shown_name(const struct kind *kind)
{
    return kind->shown_name ? kind->shown_name : "name";
}

/* The region in the ARN and the location. */
static inline const char *kind_shown_region(const struct kind *kind, const struct region *region)
{
    return kind->is_global ? "global" : region->name;
}

/*
 * A new resource of a kind with the members that all have, those of members, which it takes over, and the
 * tags of the input. zone may be NULL. The id is part of the support code: hashed when the kind has a prefix,
 * otherwise unchanged.
 */
struct resource *kind_create(struct call *call, const struct kind *kind, const char *name, const char *zone,
                             const char *id, json_t *members);

/* Adds a resource to the response, with what the read asks for. */
void kind_print(struct call *call, struct resource *resource);

/* Whole operations: for the kind of the row in the table of operations. */
bool kind_get(struct call *call);
bool kind_list(struct call *call);
bool kind_delete(struct call *call);

#endif
