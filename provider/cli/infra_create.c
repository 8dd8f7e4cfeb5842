/*
 * infra_create.c — `infra create`: one instance, with a static IP when asked. Knows CreateInstances and the static IP operations.
 */
#include "cli/infra.h"
#include "cli/instance_view.h"

enum { NAME, BUNDLE, BLUEPRINT, AZ, KEY_PAIR, STATIC_IP, TAG, USER_DATA, NO_WAIT };

static const struct option_row options[] = {
    [NAME] = {"name", "NAME", "name of the instance", true, false},
    [BUNDLE] = {"bundle", "ID", "size; see 'infra bundles' (default small_3_0)", false, false},
    [BLUEPRINT] = {"blueprint", "ID", "image (default ubuntu_22_04)", false, false},
    [AZ] = {"az", "ZONE", "availability zone (default: the region's first)", false, false},
    [KEY_PAIR] = {"key-pair", "NAME", "SSH key pair (default: the region's default key pair)", false, false},
    [STATIC_IP] = {"static-ip", NULL, "allocate the static IP NAME-ip and attach it", false, false},
    [TAG] = {"tag", "KEY=VALUE", "tag", false, true},
    [USER_DATA] = {"user-data", "FILE", "script that runs at the first boot", false, false},
    [NO_WAIT] = {"no-wait", NULL, "do not wait until it runs", false, false},
    {NULL, NULL, NULL, false, false},
};

enum { MAX_USER_DATA_BYTES = 16 * 1024 };

static bool read_user_data(struct session *s, const char *path, struct str *ret_text)
{
    char text[MAX_USER_DATA_BYTES + 1];
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return fail(&s->err, ERR_USER, "cannot read '%s'", path);
    size_t len = fread(text, 1, sizeof text, file);
    fclose(file);
    if (len > MAX_USER_DATA_BYTES)
        return fail(&s->err, ERR_USER, "'%s' has more than the %d bytes that user data may have", path, MAX_USER_DATA_BYTES);
    *ret_text = str_copy(s->mem, str_n(text, len));
    return true;
}

static bool first_zone(struct session *s, struct str *ret_zone)
{
    json_t *out = NULL;
    json_t *in = json_object();
    json_object_set_new(in, "includeAvailabilityZones", json_true());
    TRY(session_call(s, OP_GET_REGIONS, in, &out));
    const json_t *regions = json_object_get(out, "regions");
    for (size_t i = 0; i < json_array_size(regions); i++) {
        const json_t *region = json_array_get(regions, i);
        const json_t *zone = json_array_get(json_object_get(region, "availabilityZones"), 0);
        if (str_eq(json_member_text(region, "name"), ls_client_region(s->client)) && zone != NULL) {
            *ret_zone = json_member_text(zone, "zoneName");
            return true;
        }
    }
    return fail(&s->err, ERR_USER, "Lightsail has no region '%.*s'", STR_ARG(ls_client_region(s->client)));
}

static json_t *tags_of(const struct given *given)
{
    json_t *tags = json_array();
    for (size_t i = 0; i < given->repeat_count; i++) {
        struct str key, value;
        if (!tag_parse(given->repeats[i], &key, &value))
            continue;
        json_t *tag = member_of("key", key);
        if (value.data != NULL)
            json_object_set_new(tag, "value", json_new_str(value));
        json_array_append_new(tags, tag);
    }
    return tags;
}

static bool create(struct session *s, const struct given *given)
{
    struct str zone = str_c(given->values[AZ]), user_data = {NULL, 0};
    TRY(given->values[USER_DATA] == NULL || read_user_data(s, given->values[USER_DATA], &user_data));
    TRY(zone.len > 0 || first_zone(s, &zone));
    const char *bundle = given->values[BUNDLE], *blueprint = given->values[BLUEPRINT];
    json_t *in = json_pack("{s:[s], s:s, s:s, s:o, s:o}", "instanceNames", given->values[NAME], "bundleId",
                           bundle != NULL ? bundle : "small_3_0", "blueprintId", blueprint != NULL ? blueprint : "ubuntu_22_04",
                           "availabilityZone", json_new_str(zone), "tags", tags_of(given));
    if (given->values[KEY_PAIR] != NULL)
        json_object_set_new(in, "keyPairName", json_string(given->values[KEY_PAIR]));
    if (user_data.len > 0)
        json_object_set_new(in, "userData", json_new_str(user_data));
    return given->values[NO_WAIT] != NULL ? session_call(s, OP_CREATE_INSTANCES, in, NULL) : session_do(s, OP_CREATE_INSTANCES, in);
}

static bool attach_static_ip(struct session *s, struct str name)
{
    struct str ip_name = str_printf(s->mem, "%.*s-ip", STR_ARG(name));
    TRY(session_do(s, OP_ALLOCATE_STATIC_IP, member_of("staticIpName", ip_name)));
    json_t *in = member_of("staticIpName", ip_name);
    json_object_set_new(in, "instanceName", json_new_str(name));
    return session_do(s, OP_ATTACH_STATIC_IP, in);
}

static int run(struct session *s, const struct given *given)
{
    struct str name = str_c(given->values[NAME]);
    for (size_t i = 0; i < given->repeat_count; i++) {
        struct str key, value;
        if (!tag_parse(given->repeats[i], &key, &value))
            return usage_error(&infra_create, "--tag '%s' has no key; write KEY=VALUE", given->repeats[i]);
    }
    if (given->values[STATIC_IP] != NULL && given->values[NO_WAIT] != NULL)
        return usage_error(&infra_create, "--static-ip needs a running instance; leave --no-wait out");
    if (!create(s, given))
        return session_failed(s, str_printf(s->mem, "cannot create '%s'", given->values[NAME]).data);
    if (given->values[NO_WAIT] != NULL) {
        printf("%s requested\n", given->values[NAME]);
        return EXIT_DONE;
    }
    json_t *instance = NULL;
    if (!instance_wait_state(s, name, "running", given->values[NAME]) ||
        (given->values[STATIC_IP] != NULL && !attach_static_ip(s, name)) || !instance_get(s, name, &instance))
        return session_failed(s, str_printf(s->mem, "'%s' was created, but", given->values[NAME]).data);
    output_progress_end();
    printf("%s running at %.*s\n", given->values[NAME], STR_ARG(json_member_text(instance, "publicIpAddress")));
    return EXIT_DONE;
}

const struct command infra_create = {"infra", "create", "Create an instance.", options, NULL, run};
