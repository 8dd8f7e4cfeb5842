/*
 * origin.c — reads distributions in their region, and records what a run prepares. Must not know what is done with the list.
 */
#include "resources/catalogue/origin.h"

struct search {
    enum ls_kind kind;
    struct str name, region;
};

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

static bool is_of(const json_t *distribution, const struct search *search)
{
    const json_t *origin = json_object_get(distribution, "origin");
    return str_eq(json_member_text(origin, "name"), search->name) &&
           str_eqc(json_member_text(origin, "resourceType"), ls_kind_row(search->kind)->arn_type) &&
           str_eq(json_member_text(origin, "regionName"), search->region);
}

/* A list may still have one that this run has deleted or changed; a read of it does not. */
static bool add_if_current(struct call *c, const struct search *search, const json_t *listed, json_t *users)
{
    struct str name = json_member_text(listed, "name");
    json_t *now;
    if (!is_of(listed, search))
        return true;
    if (!api_view(c, LS_KIND_DISTRIBUTION, name, LS_NOW, &now))
        return api_done_if_not_found(c);
    if (is_of(now, search))
        json_array_append_new(users,
                              json_new_str(str_printf(c->mem, "the distribution '%.*s', whose origin it is",
                                                      STR_ARG(name))));
    return true;
}

static bool list_all(struct call *c, const struct search *search, json_t *users)
{
    json_t *all;
    TRY(api_list(c, OP_GET_DISTRIBUTIONS, NULL, "distributions", &all));
    for (size_t i = 0; i < json_array_size(all); i++)
        TRY(add_if_current(c, search, json_array_get(all, i), users));
    return true;
}

bool origin_users(struct call *c, enum ls_kind kind, struct str name, json_t **ret_users)
{
    const struct search search = {kind, name, call_region(c)};
    struct ls_client *here = c->client, *there;
    *ret_users = json_own(c->mem, json_array());
    if (!call_client_of(c, STR("us-east-1"), &there)) {
        bool is_over = c->err.kind == ERR_STOPPED || c->err.kind == ERR_TIMEOUT;
        c->err = is_over ? c->err : (struct err){0};
        return !is_over;
    }
    c->client = there;
    bool done = list_all(c, &search, *ret_users);
    c->client = here;
    return done;
}

/* ---- a deletion ---- */

static bool leave_to_service(struct call *c)
{
    bool is_over = c->err.kind == ERR_STOPPED || c->err.kind == ERR_TIMEOUT;
    c->err = is_over ? c->err : (struct err){0};
    return !is_over;
}

bool origin_may_delete(struct call *c, enum ls_kind kind, struct str name)
{
    struct str noun = str_c(ls_kind_row(kind)->noun);
    json_t *users;
    if (c->client == NULL)
        return true;
    if (!origin_users(c, kind, name, &users))
        return leave_to_service(c);
    struct str user = json_text(json_array_get(users, 0));
    if (user.len == 0)
        return true;
    if (c->step == TIMEOUT_READ) {
        call_warn(
            c, "name", "Origin of a distribution",
            "The %.*s '%.*s' has %.*s. It is deleted only if the distribution is deleted, or gets another "
            "origin, before it in this apply.",
            STR_ARG(noun), STR_ARG(name), STR_ARG(user));
        return true;
    }
    fail_at(&c->err, ERR_USER, "name", "the %.*s '%.*s' has %.*s", STR_ARG(noun), STR_ARG(name),
            STR_ARG(user));
    return fail_hint(&c->err,
                     "Nothing was deleted. Delete the distribution first, or give it another origin.");
}
