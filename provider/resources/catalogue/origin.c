/*
 * origin.c — reads distributions in their region, and records what a run prepares. Must not know what is done with the list.
 */
#include "resources/catalogue/origin.h"

/* ---- what a run prepares ---- */

static struct str group_of(struct call *c, enum ls_kind kind)
{
    return str_printf(c->mem, "origin %s/%.*s", ls_kind_row(kind)->name, STR_ARG(call_region(c)));
}

void origin_prepare(struct call *c, enum ls_kind kind, struct tf_string name)
{
    if (TF_IS_KNOWN(name) && c->client != NULL && c->provider->walk != NULL)
        call_made(c, group_of(c, kind), name.v);
}

bool origin_is_prepared(struct call *c, enum ls_kind kind, struct str name)
{
    return c->provider->walk != NULL && call_has_made(c, group_of(c, kind), name);
}

/* ---- users ---- */

static bool list_all(struct call *c, json_t **ret_all)
{
    struct ls_client *here = c->client, *there;
    *ret_all = json_own(c->mem, json_array());
    if (!call_client_of(c, STR("us-east-1"), &there)) {
        bool is_over = c->err.kind == ERR_STOPPED || c->err.kind == ERR_TIMEOUT;
        if (!is_over)
            c->err = (struct err){0};
        return !is_over;
    }
    c->client = there;
    bool done = api_list(c, OP_GET_DISTRIBUTIONS, NULL, "distributions", ret_all);
    c->client = here;
    return done;
}

bool origin_users(struct call *c, enum ls_kind kind, struct str name, json_t **ret_users)
{
    struct str region = call_region(c);
    json_t *all;
    *ret_users = json_own(c->mem, json_array());
    TRY(list_all(c, &all));
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *one = json_array_get(all, i), *origin = json_object_get(one, "origin");
        if (str_eq(json_member_text(origin, "name"), name) &&
            str_eqc(json_member_text(origin, "resourceType"), ls_kind_row(kind)->arn_type) &&
            str_eq(json_member_text(origin, "regionName"), region))
            json_array_append_new(*ret_users,
                                  json_new_str(str_printf(c->mem, "the distribution '%.*s', whose origin it is",
                                                          STR_ARG(json_member_text(one, "name")))));
    }
    return true;
}
