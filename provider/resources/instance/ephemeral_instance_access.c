/*
 * ephemeral_instance_access.c — temporary access to an instance by SSH or RDP. Knows the response of
 * GetInstanceAccessDetails and when to request it again; stores and logs nothing of it. The private data of
 * the lease are the protocol and the name: "ssh web".
 */
#include "gen/ephemeral_instance_access.h"
#include "resources/instance/instance.h"
#include "resources/instance/instance_ref.h"
#include "runtime/ephemeral.h"

static bool get_details(struct call *c, struct str instance, struct str protocol, json_t **ret_details)
{
    json_t *answer;
    TRY(api_call(c, OP_GET_INSTANCE_ACCESS_DETAILS,
                 json_pack("{s:o, s:o}", "instanceName", json_new_str(instance), "protocol",
                           json_new_str(protocol)),
                 &answer));
    *ret_details = json_object_get(answer, "accessDetails");
    if (!json_is_object(*ret_details))
        return fail(&c->err, ERR_PROTOCOL,
                    "the response of GetInstanceAccessDetails for '%.*s' has no "
                    "details",
                    STR_ARG(instance));
    return true;
}

static int64_t renew_at_wall_ms(struct call *c, const json_t *details)
{
    return lease_renewal_ms(c, json_number_value(json_object_get(details, "expiresAt")));
}

/* "203.0.113.5,2001:db8::1 ssh-ed25519 AAAA…". A key that includes its type is used as it is. */
static void add_known_host(struct buf *out, const struct ephemeral_instance_access *access,
                           const struct ephemeral_instance_access_host_keys *key)
{
    struct str separator = STR("");
    if (!TF_IS_KNOWN(key->algorithm) || !TF_IS_KNOWN(key->public_key))
        return;
    if (TF_IS_KNOWN(access->ip_address)) {
        buf_add(out, access->ip_address.v);
        separator = STR(",");
    }
    for (size_t i = 0; i < access->ipv6_addresses.count; i++) {
        buf_add(out, separator);
        buf_add(out, access->ipv6_addresses.v[i].v);
        separator = STR(",");
    }
    struct str text = str_trim(key->public_key.v);
    if (str_contains(text, STR(" ")))
        buf_printf(out, " %.*s\n", STR_ARG(text));
    else
        buf_printf(out, " %.*s %.*s\n", STR_ARG(key->algorithm.v), STR_ARG(text));
}

static struct str known_hosts(struct arena *mem, const struct ephemeral_instance_access *access)
{
    struct buf out = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    bool has_address = TF_IS_KNOWN(access->ip_address) || access->ipv6_addresses.count > 0;
    for (size_t i = 0; has_address && i < access->host_keys.count; i++)
        add_known_host(&out, access, &access->host_keys.v[i]);
    return buf_str(&out);
}

/* Lightsail sends an empty string for a missing value. */
static struct tf_string not_empty(struct arena *mem, struct str text)
{
    return text.len > 0 ? tf_string(str_copy(mem, text)) : (struct tf_string){0};
}

static void fill_password(struct call *c, const json_t *details, struct ephemeral_instance_access *access)
{
    access->password = not_empty(c->mem, json_member_text(details, "password"));
    access->password_ciphertext = not_empty(c->mem, json_text(json_at(details, "passwordData.ciphertext")));
    if (TF_IS_NULL(access->password) && TF_IS_NULL(access->password_ciphertext))
        call_warn(c, "password", "No password yet",
                  "Lightsail has no password for the instance '%.*s' yet. This takes up to 15 minutes after "
                  "the creation of a Windows instance.",
                  STR_ARG(access->instance_name.v));
}

static void fill(struct call *c, const json_t *details, struct ephemeral_instance_access *access)
{
    bool is_ssh = str_eqc(access->protocol.v, EPHEMERAL_INSTANCE_ACCESS_PROTOCOL_SSH);
    api_fill(c, &ephemeral_instance_access_desc, details, access);
    if (!TF_IS_KNOWN(access->ipv6_addresses))
        access->ipv6_addresses = (struct tf_strings){.is = TF_KNOWN};
    access->host_keys.is = TF_KNOWN;
    access->known_hosts = tf_string(is_ssh ? known_hosts(c->mem, access) : STR(""));
    if (!is_ssh)
        fill_password(c, details, access);
}

static bool open(struct call *c, const void *config, void *result_model, struct lease *ret_lease)
{
    const struct ephemeral_instance_access *asked = config;
    struct ephemeral_instance_access *result = result_model;
    struct instance_found found;
    json_t *details;
    TRY(instance_ref_find(c, (struct instance_ref){asked->instance_name, asked->instance_arn}, &found));
    result->instance_name = tf_string(found.name);
    result->instance_arn = tf_string(found.arn);
    if (!TF_IS_KNOWN(asked->protocol))
        result->protocol = tf_string(STR(EPHEMERAL_INSTANCE_ACCESS_PROTOCOL_SSH));
    TRY(instance_must_run(c, found.instance, "allows access"));
    TRY(get_details(c, found.name, result->protocol.v, &details));
    fill(c, details, result);
    ret_lease->renew_at_wall_ms = renew_at_wall_ms(c, details);
    ret_lease->private_data = str_printf(c->mem, "%.*s %.*s", STR_ARG(result->protocol.v),
                                         STR_ARG(found.name));
    return true;
}

/* The values that Terraform has cannot change any more: this keeps the access open, and reports when it is
 * no longer possible. */
static bool renew(struct call *c, struct str private_data, struct lease *ret_lease)
{
    struct str protocol, instance;
    json_t *details;
    if (!str_cut(private_data, ' ', &protocol, &instance))
        return fail(&c->err, ERR_PROTOCOL, "the private data do not belong to an instance access");
    TRY(get_details(c, instance, protocol, &details));
    ret_lease->renew_at_wall_ms = renew_at_wall_ms(c, details);
    return true;
}

const struct ephemeral_resource ephemeral_instance_access_resource = {
    .schema = &ephemeral_instance_access_schema,
    .open = open,
    .renew = renew,
};
