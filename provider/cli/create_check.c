/*
 * create_check.c — the checks of `infra create` before it creates anything. Knows the lists of available
 * values; must not change anything.
 */
#include "cli/create_check.h"

#include "cli/instance_view.h"

static bool contains(const json_t *items, const char *member, struct str wanted)
{
    for (size_t i = 0; i < json_array_size(items); i++) {
        if (str_eq(json_member_text(json_array_get(items, i), member), wanted))
            return true;
    }
    return false;
}

struct offer {
    enum ls_op op;
    const char *items, *member, *flag, *advice;
};

static bool check_offer(struct session *s, const struct offer *offer, struct str wanted)
{
    json_t *items;
    if (wanted.len == 0)
        return true;
    /* Without the permission to read a list, the value is not checked. */
    TRY(session_list_if_allowed(s, offer->op, NULL, offer->items, &items));
    if (items == NULL || contains(items, offer->member, wanted))
        return true;
    struct str near = near_names(s, items, offer->member, wanted);
    fail(&s->err, ERR_USER, "%s: there is no '%.*s' in %.*s", offer->flag, STR_ARG(wanted),
         STR_ARG(ls_client_region(s->client)));
    return fail_hint(&s->err, "%.*s%s%s", STR_ARG(near), near.len > 0 ? " " : "", offer->advice);
}

static bool choose_zone(struct session *s, const json_t *zones, struct str *zone)
{
    struct buf names = buf_new(s->mem, 400);
    for (size_t i = 0; i < json_array_size(zones); i++) {
        struct str name = json_member_text(json_array_get(zones, i), "zoneName");
        if (zone->len == 0)
            *zone = name;
        if (str_eq(name, *zone))
            return true;
        buf_printf(&names, "%s%.*s", i > 0 ? ", " : "", STR_ARG(name));
    }
    fail(&s->err, ERR_USER, "--az: '%.*s' is not a zone of %.*s", STR_ARG(*zone),
         STR_ARG(ls_client_region(s->client)));
    return fail_hint(&s->err, "Its zones are %.*s.", STR_ARG(buf_str(&names)));
}

bool create_check_zone(struct session *s, struct str *zone)
{
    json_t *out = NULL, *in = json_object();
    json_object_set_new(in, "includeAvailabilityZones", json_true());
    TRY(session_call(s, OP_GET_REGIONS, in, &out));
    const json_t *regions = json_object_get(out, "regions");
    for (size_t i = 0; i < json_array_size(regions); i++) {
        const json_t *region = json_array_get(regions, i);
        if (str_eq(json_member_text(region, "name"), ls_client_region(s->client)))
            return choose_zone(s, json_object_get(region, "availabilityZones"), zone);
    }
    return fail(&s->err, ERR_USER, "--region: Lightsail has no region '%.*s'",
                STR_ARG(ls_client_region(s->client)));
}

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool check_name_form(struct session *s, struct str name)
{
    bool fine = name.len >= 2 && name.len <= 255 && is_letter_or_digit(name.data[0]) &&
                is_letter_or_digit(name.data[name.len - 1]);
    for (size_t i = 0; i < name.len; i++)
        fine = fine && (is_letter_or_digit(name.data[i]) || strchr("_-.", name.data[i]) != NULL);
    if (fine)
        return true;
    fail(&s->err, ERR_USER, "--name: '%.*s' is not a valid name", STR_ARG(name));
    return fail_hint(&s->err,
                     "Use 2 to 255 letters, digits, '_', '-' and '.', with a letter or digit at both ends.");
}

/* The object with the name, or NULL. An object that was deleted a moment ago may be shown for as long as
 * reads may lag. */
static bool read_again(struct session *s, enum ls_kind kind, struct str name, bool (*is_free)(const json_t *),
                       json_t **ret_object)
{
    int64_t end_ms = clock_monotonic_ms() + ls_client_read_lag_ms(s->client);
    struct ls_poll poll = ls_poll_begin(s->client);
    struct aws_scope scope = session_scope(s);
    json_t *before = NULL;
    for (;;) {
        bool is_last = clock_monotonic_ms() >= end_ms; /* it began when the lag had ended */
        TRY(object_look(s, kind, name, ret_object));
        if (is_free(*ret_object) || is_last)
            break;
        before = *ret_object;
        TRY(ls_poll_wait(&poll, &scope, &s->err));
    }
    /* It was being deleted. Its name may become free later, and the creation waits for that. */
    if (before != NULL && *ret_object == NULL)
        ls_expect(s->client, &(struct ls_effect){LS_DELETED, kind, .name = name,
                                                 .arn = json_member_text(before, "arn")});
    return true;
}

static bool is_nothing(const json_t *object)
{
    return object == NULL;
}

static bool is_unattached(const json_t *static_ip)
{
    return json_member_text(static_ip, "attachedTo").len == 0;
}

static bool check_name_is_free(struct session *s, struct str name)
{
    json_t *instance;
    TRY(read_again(s, LS_KIND_INSTANCE, name, is_nothing, &instance));
    if (instance == NULL)
        return true;
    fail(&s->err, ERR_CONFLICT, "--name: an instance '%.*s' already exists (%.*s)", STR_ARG(name),
         STR_ARG(ls_instance_state(instance)));
    return fail_hint(&s->err, "'quants-infra infra info --name %.*s' shows it.", STR_ARG(name));
}

static bool check_static_ip_is_free(struct session *s, struct str name)
{
    json_t *static_ip;
    struct str ip_name = own_static_ip_name(s, name);
    TRY(read_again(s, LS_KIND_STATIC_IP, ip_name, is_unattached, &static_ip));
    if (is_unattached(static_ip))
        return true;
    fail(&s->err, ERR_CONFLICT, "--static-ip: the static IP '%.*s' already exists and belongs to '%.*s'",
         STR_ARG(ip_name), STR_ARG(json_member_text(static_ip, "attachedTo")));
    return fail_hint(&s->err, "Use another --name, or release that address first.");
}

bool create_check(struct session *s, const struct given *given, int name_option, struct create_wish *wish)
{
    static const struct offer bundles = {OP_GET_BUNDLES, "bundles", "bundleId", "--bundle",
                                         "For all values: 'quants-infra infra bundles'."};
    static const struct offer blueprints = {OP_GET_BLUEPRINTS, "blueprints", "blueprintId", "--blueprint",
                                            "For all values: 'aws lightsail get-blueprints'."};
    static const struct offer key_pairs = {OP_GET_KEY_PAIRS, "keyPairs", "name", "--key-pair",
                                           "Without --key-pair the default key pair of the region is used."};
    size_t at = 0;
    for (const char *name; (name = given_next(given, name_option, &at)) != NULL;)
        TRY(check_name_form(s, str_c(name)));
    TRY(check_offer(s, &bundles, wish->bundle));
    TRY(check_offer(s, &blueprints, wish->blueprint));
    TRY(str_eqc(wish->key_pair, "LightsailDefaultKeyPair") || check_offer(s, &key_pairs, wish->key_pair));
    TRY(create_check_zone(s, &wish->zone));
    at = 0;
    for (const char *name; (name = given_next(given, name_option, &at)) != NULL;) {
        TRY(check_name_is_free(s, str_c(name)));
        TRY(!wish->static_ip || check_static_ip_is_free(s, str_c(name)));
    }
    return true;
}
