/*
 * create_check.c — the checks of the commands that create before they create anything. Knows the lists of
 * available values; must not change anything.
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

bool create_check_offer(struct session *s, const struct create_offer *offer, struct str wanted)
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

/* include: the member of the request that makes the response have the member `zones`. */
static bool check_zone(struct session *s, const char *include, const char *zones, struct str *zone)
{
    json_t *out = NULL, *in = json_object();
    json_object_set_new(in, include, json_true());
    TRY(session_call(s, OP_GET_REGIONS, in, &out));
    const json_t *regions = json_object_get(out, "regions");
    for (size_t i = 0; i < json_array_size(regions); i++) {
        const json_t *region = json_array_get(regions, i);
        if (str_eq(json_member_text(region, "name"), ls_client_region(s->client)))
            return choose_zone(s, json_object_get(region, zones), zone);
    }
    return fail(&s->err, ERR_USER, "--region: Lightsail has no region '%.*s'",
                STR_ARG(ls_client_region(s->client)));
}

bool create_check_zone(struct session *s, struct str *zone)
{
    return check_zone(s, "includeAvailabilityZones", "availabilityZones", zone);
}

bool create_check_database_zone(struct session *s, struct str *zone)
{
    return check_zone(s, "includeRelationalDatabaseAvailabilityZones", "relationalDatabaseAvailabilityZones",
                      zone);
}

/* ---- names ---- */

const struct create_naming instance_naming = {LS_KIND_INSTANCE, "_-.", "letters, digits, '_', '-' and '.'",
                                              "state.name", "infra info --name"},
                           database_naming = {LS_KIND_DATABASE, "-", "letters, digits and '-'", "state",
                                              "databases info"},
                           database_snapshot_naming = {LS_KIND_DATABASE_SNAPSHOT, "-",
                                                       "letters, digits and '-'", "state", NULL};

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool create_check_name(struct session *s, const struct create_naming *naming, const char *flag,
                       struct str name)
{
    bool fine = name.len >= 2 && name.len <= 255 && is_letter_or_digit(name.data[0]) &&
                is_letter_or_digit(name.data[name.len - 1]);
    for (size_t i = 0; i < name.len; i++)
        fine = fine && (is_letter_or_digit(name.data[i]) || strchr(naming->others, name.data[i]) != NULL);
    if (fine)
        return true;
    fail(&s->err, ERR_USER, "%s: '%.*s' is not a valid name", flag, STR_ARG(name));
    return fail_hint(&s->err, "Use 2 to 255 %s, with a letter or digit at both ends.", naming->words);
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

bool create_check_free(struct session *s, const struct create_naming *naming, const char *flag,
                       struct str name)
{
    json_t *object;
    TRY(read_again(s, naming->kind, name, is_nothing, &object));
    if (object == NULL)
        return true;
    fail(&s->err, ERR_CONFLICT, "%s: the %s '%.*s' already exists (%.*s)", flag,
         ls_kind_row(naming->kind)->noun, STR_ARG(name), STR_ARG(json_text(json_at(object, naming->state))));
    return naming->shower != NULL
               ? fail_hint(&s->err, "'quants-infra %s %.*s' shows it.", naming->shower, STR_ARG(name))
               : fail_hint(&s->err, "Use another name.");
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
    static const struct create_offer bundles = {OP_GET_BUNDLES, "bundles", "bundleId", "--bundle",
                                                "For all values: 'quants-infra infra bundles'."};
    static const struct create_offer blueprints = {OP_GET_BLUEPRINTS, "blueprints", "blueprintId",
                                                   "--blueprint",
                                                   "For all values: 'aws lightsail get-blueprints'."};
    static const struct create_offer key_pairs = {
        OP_GET_KEY_PAIRS, "keyPairs", "name", "--key-pair",
        "Without --key-pair the default key pair of the region is used."};
    size_t at = 0;
    for (const char *name; (name = given_next(given, name_option, &at)) != NULL;)
        TRY(create_check_name(s, &instance_naming, "--name", str_c(name)));
    TRY(create_check_offer(s, &bundles, wish->bundle));
    TRY(create_check_offer(s, &blueprints, wish->blueprint));
    TRY(str_eqc(wish->key_pair, "LightsailDefaultKeyPair") ||
        create_check_offer(s, &key_pairs, wish->key_pair));
    TRY(create_check_zone(s, &wish->zone));
    at = 0;
    for (const char *name; (name = given_next(given, name_option, &at)) != NULL;) {
        TRY(create_check_free(s, &instance_naming, "--name", str_c(name)));
        TRY(!wish->static_ip || check_static_ip_is_free(s, str_c(name)));
    }
    return true;
}

/* ---- tags ---- */

bool create_check_tags(const struct command *command, const struct given *given, int option)
{
    enum { MAX_TAGS = 50, MAX_KEY = 128, MAX_VALUE = 256 };
    size_t at = 0, count = 0;
    for (const char *text; (text = given_next(given, option, &at)) != NULL; count++) {
        struct str key, value, other_key, other_value;
        if (!tag_parse(text, &key, &value))
            return usage_error(command, "--tag '%s' has no key; write KEY=VALUE", text) == EXIT_DONE;
        if (key.len > MAX_KEY || value.len > MAX_VALUE)
            return usage_error(command, "--tag '%s' is too long: a key has at most %d characters, a value %d",
                               text, MAX_KEY, MAX_VALUE) == EXIT_DONE;
        size_t next = at;
        for (const char *other; (other = given_next(given, option, &next)) != NULL;) {
            if (tag_parse(other, &other_key, &other_value) && str_eq(key, other_key))
                return usage_error(command, "--tag has the key '%.*s' twice", STR_ARG(key)) == EXIT_DONE;
        }
    }
    return count <= MAX_TAGS ||
           usage_error(command, "--tag: at most %d tags are possible", MAX_TAGS) == EXIT_DONE;
}

void create_add_tags(json_t *in, const struct given *given, int option)
{
    json_t *tags = json_array();
    size_t at = 0;
    for (const char *text; (text = given_next(given, option, &at)) != NULL;) {
        struct str key, value;
        if (!tag_parse(text, &key, &value))
            continue;
        json_t *tag = member_of("key", key);
        if (value.data != NULL)
            json_object_set_new(tag, "value", json_new_str(value));
        json_array_append_new(tags, tag);
    }
    if (json_array_size(tags) > 0)
        json_object_set(in, "tags", tags);
    json_decref(tags);
}
