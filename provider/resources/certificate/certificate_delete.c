/*
 * certificate_delete.c — whether a certificate may be deleted: who uses it, and that force_destroy takes it off its users
 * first. Must not know how a certificate is validated.
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

static bool has_other_certificate(const void *context, const json_t *distribution)
{
    const struct str *certificate = context;
    return !str_eq(json_member_text(distribution, "certificateName"), *certificate);
}

/* The names of those that use it, as arrays. */
struct users {
    json_t *services, *distributions;
};

static void add_names(json_t *names, enum ls_kind kind, const json_t *all, const struct str *certificate,
                      bool (*lacks)(const void *, const json_t *))
{
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *one = json_array_get(all, i);
        if (!lacks(certificate, one))
            json_array_append(names, json_object_get(one, ls_kind_name_at(kind)));
    }
}

/* Distributions use only certificates of their region. */
static bool users_of(struct call *c, struct str certificate, struct users *ret)
{
    json_t *all;
    *ret = (struct users){json_own(c->mem, json_array()), json_own(c->mem, json_array())};
    TRY(api_list(c, OP_GET_CONTAINER_SERVICES, NULL, "containerServices", &all));
    add_names(ret->services, LS_KIND_CONTAINER_SERVICE, all, &certificate, lacks_certificate);
    if (!str_eqc(call_region(c), "us-east-1"))
        return true;
    TRY(api_list(c, OP_GET_DISTRIBUTIONS, NULL, "distributions", &all));
    add_names(ret->distributions, LS_KIND_DISTRIBUTION, all, &certificate, has_other_certificate);
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

/* ---- distributions ---- */

static bool judge_deployed(void *context, const json_t *distribution, bool *ret_reached, struct err *err)
{
    (void)context, (void)err;
    *ret_reached = distribution == NULL || str_eqc(json_member_text(distribution, "status"), "Deployed");
    return true;
}

static bool wait_for_deployed(struct call *c, struct str name)
{
    return api_view_wait(c, LS_KIND_DISTRIBUTION, name, "distribution deployed", NULL, judge_deployed, NULL,
                         NULL);
}

static bool take_off_distribution(struct call *c, struct str name, struct str certificate)
{
    const struct ls_effect effect = {LS_CHANGED, LS_KIND_DISTRIBUTION, .name = name,
                                     .shows = has_other_certificate, .context = &certificate};
    TRY(wait_for_deployed(c, name));
    return (api_change(c, OP_UPDATE_DISTRIBUTION,
                       json_pack("{s:o, s:b}", "distributionName", json_new_str(name),
                                 "useDefaultCertificate", 1),
                       &effect) &&
            wait_for_deployed(c, name)) ||
           api_done_if_not_found(c);
}

static bool take_off_all(struct call *c, struct str certificate, const struct users *users)
{
    for (size_t i = 0; i < json_array_size(users->services); i++)
        TRY(take_off(c, json_text(json_array_get(users->services, i)), certificate));
    for (size_t i = 0; i < json_array_size(users->distributions); i++)
        TRY(take_off_distribution(c, json_text(json_array_get(users->distributions, i)), certificate));
    return api_view_wait(c, LS_KIND_CERTIFICATE, certificate, "certificate unused", NULL, judge_unused, NULL,
                         NULL);
}

/* ---- the decision ---- */

/* "the container services 'a', 'b'" */
static void print_names(struct buf *text, const char *noun, const json_t *names)
{
    size_t count = json_array_size(names);
    for (size_t i = 0; i < count; i++) {
        const char *before = text->len > 0 ? ", " : "";
        struct str name = json_text(json_array_get(names, i));
        if (i == 0)
            buf_printf(text, "%sthe %s%s '%.*s'", before, noun, count > 1 ? "s" : "", STR_ARG(name));
        else
            buf_printf(text, "%s'%.*s'", before, STR_ARG(name));
    }
}

/* "the container services 'a', 'b', the distribution 'shop' and 1 other resource". */
static struct str print_users(struct call *c, const struct users *users, int64_t uses)
{
    int64_t known = (int64_t)(json_array_size(users->services) + json_array_size(users->distributions));
    struct buf text = buf_new(c->mem, BUF_DEFAULT_MAX_BYTES);
    print_names(&text, "container service", users->services);
    print_names(&text, "distribution", users->distributions);
    if (uses > known)
        buf_printf(&text, "%s%lld %sresource%s", known > 0 ? " and " : "", (long long)(uses - known),
                   known > 0 ? "other " : "", uses - known > 1 ? "s" : "");
    return buf_str(&text);
}

static void warn(struct call *c, struct str name, const struct users *users, int64_t uses)
{
    call_warn(
        c, "name", "Certificate in use",
        "The certificate '%.*s' is used by %.*s. Its deletion succeeds only if they are deleted, or use "
        "another certificate, before it in this apply. With force_destroy = true, it is removed from "
        "them.",
        STR_ARG(name), STR_ARG(print_users(c, users, uses)));
}

static bool refuse(struct call *c, struct str name, const struct users *users, int64_t uses)
{
    fail_at(&c->err, ERR_USER, "name", "the certificate '%.*s' is used by %.*s", STR_ARG(name),
            STR_ARG(print_users(c, users, uses)));
    return fail_hint(&c->err, "Nothing was deleted. Use another certificate there first. To remove this one "
                              "from its users instead, set force_destroy = true and apply, then destroy it.");
}

bool certificate_may_delete(struct call *c, const void *prior)
{
    const struct tf_bool *force = crud_field(c, prior, "force_destroy");
    struct str name = crud_name(c, prior);
    bool is_plan = c->step == TIMEOUT_READ, is_forced = TF_IS_KNOWN(*force) && force->v;
    struct users users;
    json_t *certificate;
    if (is_plan && is_forced)
        return true;
    if (!api_view(c, LS_KIND_CERTIFICATE, name, is_plan ? LS_REFRESH : LS_NOW, &certificate))
        return api_done_if_not_found(c);
    if (uses_of(certificate) == 0 ||
        (!is_plan && api_shows_soon(c, LS_KIND_CERTIFICATE, name, judge_unused, NULL, &certificate)))
        return true;
    TRY(users_of(c, name, &users));
    if (is_plan)
        warn(c, name, &users, uses_of(certificate));
    else
        return is_forced ? take_off_all(c, name, &users) : refuse(c, name, &users, uses_of(certificate));
    return true;
}
