/*
 * validation_use.c — finds an entry among the validation records of certificates. Must not know plans.
 */
#include "resources/domain/validation_use.h"

static bool is_record(struct call *c, struct str name, const struct entry *entry)
{
    return name.len > 0 && str_eq(dns_plain_name(c->mem, name), entry->name);
}

/* A certificate that has ended for ever is validated no more. */
static bool is_over(struct str status)
{
    static const char *const words[] = {"FAILED", "EXPIRED", "REVOKED", "VALIDATION_TIMED_OUT"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_eqc(status, words[i]))
            return true;
    }
    return false;
}

/* The name of the record is in the record itself, or in its member `inside`. */
static bool needs(struct call *c, const json_t *certificate, const char *inside, const struct entry *entry)
{
    const json_t *records = json_object_get(certificate, "domainValidationRecords");
    for (size_t i = 0; i < json_array_size(records) && !is_over(json_member_text(certificate, "status"));
         i++) {
        const json_t *one = json_array_get(records, i),
                     *record = inside != NULL ? json_object_get(one, inside) : one;
        if (is_record(c, json_member_text(record, "name"), entry))
            return true;
    }
    return false;
}

static struct str user_of(struct call *c, const char *noun, const json_t *certificate)
{
    struct str name = json_member_text(certificate, "name");
    return str_printf(c->mem, "%s '%.*s' in %.*s", noun, STR_ARG(name), STR_ARG(call_region(c)));
}

static bool find_certificate(struct call *c, const struct entry *entry, struct str *ret_user)
{
    json_t *all;
    TRY(api_list(c, OP_GET_CERTIFICATES, NULL, "certificates", &all));
    for (size_t i = 0; ret_user->data == NULL && i < json_array_size(all); i++) {
        const json_t *detail = json_object_get(json_array_get(all, i), "certificateDetail");
        if (needs(c, detail, "resourceRecord", entry))
            *ret_user = user_of(c, "certificate", detail);
    }
    return true;
}

static bool find_of_balancer(struct call *c, const json_t *balancer, const struct entry *entry,
                             struct str *ret_user)
{
    json_t *in = json_object(), *out;
    json_object_set_new(in, "loadBalancerName", json_new_str(json_member_text(balancer, "name")));
    if (!api_call(c, OP_GET_LOAD_BALANCER_TLS_CERTIFICATES, in, &out))
        return api_done_if_not_found(c);
    const json_t *all = json_object_get(out, "tlsCertificates");
    for (size_t i = 0; ret_user->data == NULL && i < json_array_size(all); i++) {
        if (needs(c, json_array_get(all, i), NULL, entry))
            *ret_user = user_of(c, "load balancer certificate", json_array_get(all, i));
    }
    return true;
}

static bool find_here(struct call *c, const struct entry *entry, struct str *ret_user)
{
    json_t *all;
    TRY(find_certificate(c, entry, ret_user));
    TRY(ret_user->data != NULL || api_list(c, OP_GET_LOAD_BALANCERS, NULL, "loadBalancers", &all));
    for (size_t i = 0; ret_user->data == NULL && i < json_array_size(all); i++) {
        const json_t *balancer = json_array_get(all, i);
        if (json_array_size(json_object_get(balancer, "tlsCertificateSummaries")) > 0)
            TRY(find_of_balancer(c, balancer, entry, ret_user));
    }
    return true;
}

bool validation_user(struct call *c, const struct entry *entry, struct str *ret_user)
{
    struct ls_client *here = c->client;
    *ret_user = (struct str){NULL, 0};
    bool good = find_here(c, entry, ret_user);
    if (good && ret_user->data == NULL && c->provider->client != here) {
        c->client = c->provider->client;
        good = find_here(c, entry, ret_user);
        c->client = here;
    }
    return good;
}
