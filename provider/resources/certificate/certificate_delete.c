/*
 * certificate_delete.c — whether a certificate may be deleted: who uses it, and that force_destroy takes it off the
 * container services first. Must not know how a certificate is validated.
 */
#include "gen/certificate.h"
#include "runtime/busy.h"

static int64_t uses_of(const json_t *certificate)
{
    return json_integer_value(json_object_get(certificate, "inUseResourceCount"));
}

static bool judge_unused(void *context, const json_t *object, bool *ret_reached, struct err *err)
{
    (void)context, (void)err;
    *ret_reached = object == NULL || uses_of(object) == 0;
    return true;
}

/* ---- container services ---- */

static bool lacks_certificate(const void *context, const json_t *service)
{
    const struct str *certificate = context;
    const json_t *domains = json_object_get(service, "publicDomainNames");
    return json_array_size(json_object_getn(domains, certificate->data, certificate->len)) == 0;
}

/* The names of those that use it, as an array. */
static bool users_of(struct call *c, struct str certificate, json_t **ret)
{
    json_t *services;
    *ret = json_own(c->mem, json_array());
    TRY(api_list(c, OP_GET_CONTAINER_SERVICES, NULL, "containerServices", &services));
    for (size_t i = 0; i < json_array_size(services); i++) {
        const json_t *service = json_array_get(services, i);
        if (!lacks_certificate(&certificate, service))
            json_array_append(*ret, json_object_get(service, ls_kind_name_at(LS_KIND_CONTAINER_SERVICE)));
    }
    return true;
}

/* It refuses changes while it is in transition. */
static bool judge_rest(void *context, const json_t *service, bool *ret_reached, struct err *err)
{
    struct str state = json_member_text(service, "state");
    (void)context, (void)err;
    *ret_reached = service == NULL || str_eqc(state, "READY") || str_eqc(state, "RUNNING") ||
                   str_eqc(state, "DISABLED");
    return true;
}

static bool wait_for_rest(struct call *c, struct str service)
{
    return api_view_wait(c, LS_KIND_CONTAINER_SERVICE, service, "container service at rest", NULL, judge_rest,
                         NULL, NULL);
}

static bool take_off(struct call *c, struct str service, struct str certificate)
{
    const struct ls_effect effect = {LS_CHANGED, LS_KIND_CONTAINER_SERVICE, .name = service,
                                     .shows = lacks_certificate, .context = &certificate};
    json_t *none = json_object();
    json_object_setn_new(none, certificate.data, certificate.len, json_array());
    json_t *in = json_pack("{s:o, s:o}", "serviceName", json_new_str(service), "publicDomainNames", none);
    if (!wait_for_rest(c, service)) {
        json_decref(in);
        return false;
    }
    return (api_change(c, OP_UPDATE_CONTAINER_SERVICE, in, &effect) && wait_for_rest(c, service)) ||
           api_done_if_not_found(c);
}

static bool take_off_all(struct call *c, struct str certificate, const json_t *users)
{
    for (size_t i = 0; i < json_array_size(users); i++)
        TRY(take_off(c, json_text(json_array_get(users, i)), certificate));
    return api_view_wait(c, LS_KIND_CERTIFICATE, certificate, "certificate unused", NULL, judge_unused, NULL,
                         NULL);
}

/* ---- the decision ---- */

/* "the container services 'a', 'b' and 1 other resource, such as a distribution". */
static struct str print_users(struct call *c, const json_t *users, int64_t uses)
{
    size_t count = json_array_size(users);
    int64_t others = uses - (int64_t)count;
    struct buf text = buf_new(c->mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t i = 0; i < count; i++)
        buf_printf(&text, "%s'%.*s'",
                   i > 0       ? ", "
                   : count > 1 ? "the container services "
                               : "the container service ",
                   STR_ARG(json_text(json_array_get(users, i))));
    if (others > 0)
        buf_printf(&text, "%s%lld %sresource%s, such as a distribution", count > 0 ? " and " : "",
                   (long long)others, count > 0 ? "other " : "", others > 1 ? "s" : "");
    return buf_str(&text);
}

static void warn(struct call *c, struct str name, const json_t *users, int64_t uses)
{
    call_warn(
        c, "name", "Certificate in use",
        "The certificate '%.*s' is used by %.*s. Its deletion succeeds only if they are deleted, or use "
        "another certificate, before it in this apply. With force_destroy = true, it is removed from "
        "container services.",
        STR_ARG(name), STR_ARG(print_users(c, users, uses)));
}

static bool refuse(struct call *c, struct str name, const json_t *users, int64_t uses)
{
    fail_at(&c->err, ERR_USER, "name", "the certificate '%.*s' is used by %.*s", STR_ARG(name),
            STR_ARG(print_users(c, users, uses)));
    return fail_hint(&c->err, "Nothing was deleted. Use another certificate there first. To remove this one "
                              "from its container services "
                              "instead, set force_destroy = true and apply, then destroy it.");
}

bool certificate_may_delete(struct call *c, const void *prior)
{
    const struct tf_bool *force = crud_field(c, prior, "force_destroy");
    struct str name = crud_name(c, prior);
    bool is_plan = c->step == TIMEOUT_READ, is_forced = TF_IS_KNOWN(*force) && force->v;
    json_t *certificate, *users;
    if (is_plan && is_forced)
        return true;
    if (!api_view(c, LS_KIND_CERTIFICATE, name, is_plan ? LS_REFRESH : LS_NOW, &certificate))
        return api_done_if_not_found(c);
    if (uses_of(certificate) == 0 ||
        (!is_plan && api_shows_soon(c, LS_KIND_CERTIFICATE, name, judge_unused, NULL, &certificate)))
        return true;
    TRY(users_of(c, name, &users));
    if (is_plan)
        warn(c, name, users, uses_of(certificate));
    else
        return is_forced ? take_off_all(c, name, users) : refuse(c, name, users, uses_of(certificate));
    return true;
}
