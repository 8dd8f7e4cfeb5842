/*
 * resize_check.c — whether Lightsail could create an instance again with another size, checked before
 * anything is deleted. Knows the catalogue; must not change anything.
 */
#include "cli/instance_view.h"
#include "cli/resize.h"

static const json_t *find(const json_t *items, const char *member, struct str id)
{
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        if (str_eq(json_member_text(item, member), id))
            return item;
    }
    return NULL;
}

/* The catalogue, including what is not available any more. */
static bool list_all(struct session *s, enum ls_op op, const char *member, json_t **ret_items)
{
    json_t *in = json_object();
    json_object_set_new(in, "includeInactive", json_true());
    return session_list(s, op, in, member, ret_items);
}

static bool check_offered(struct rebuild *r, const json_t *bundles, const json_t *bundle)
{
    struct session *s = r->session;
    if (bundle != NULL && !json_is_false(json_object_get(bundle, "isActive")))
        return true;
    fail(&s->err, ERR_USER,
         bundle == NULL ? "--bundle: there is no '%.*s' in %.*s"
                        : "--bundle: '%.*s' is not available any more in %.*s",
         STR_ARG(r->bundle), STR_ARG(ls_client_region(s->client)));
    struct str near = bundle == NULL ? near_names(s, bundles, "bundleId", r->bundle) : STR("");
    return fail_hint(&s->err, "%.*s For all values: 'quants-infra infra bundles'.", STR_ARG(near));
}

static bool check_size(struct rebuild *r, const json_t *bundle, json_int_t needed_gb)
{
    json_int_t gb = json_integer_value(json_object_get(bundle, "diskSizeInGb"));
    return gb >= needed_gb || fail(&r->session->err, ERR_USER,
                                   "--bundle: '%.*s' has a disk of %lld GB, but the snapshot needs %lld GB",
                                   STR_ARG(r->bundle), (long long)gb, (long long)needed_gb);
}

/* A disk cannot become smaller. */
static bool check_disk(struct rebuild *r, const json_t *instance, const json_t *bundle)
{
    const json_t *disks = json_at(instance, "hardware.disks");
    json_int_t disk_gb = 0;
    for (size_t i = 0; i < json_array_size(disks); i++) {
        const json_t *disk = json_array_get(disks, i);
        if (json_is_true(json_object_get(disk, "isSystemDisk")))
            disk_gb = json_integer_value(json_object_get(disk, "sizeInGb"));
    }
    return check_size(r, bundle, disk_gb);
}

static bool supports(const json_t *bundle, const json_t *platform)
{
    const json_t *platforms = json_object_get(bundle, "supportedPlatforms");
    bool found = json_array_size(platforms) == 0;
    for (size_t i = 0; i < json_array_size(platforms) && !found; i++)
        found = json_equal(json_array_get(platforms, i), platform);
    return found;
}

/* Platform, power and IP address type: CreateInstancesFromSnapshot would refuse wrong ones after the old
 * instance was deleted. */
static bool check_fit(struct rebuild *r, struct str blueprint_id, const json_t *instance,
                      const json_t *bundle)
{
    struct session *s = r->session;
    json_t *blueprints = NULL;
    TRY(list_all(s, OP_GET_BLUEPRINTS, "blueprints", &blueprints));
    const json_t *blueprint = find(blueprints, "blueprintId", blueprint_id);
    const json_t *platform = json_object_get(blueprint, "platform");
    json_int_t needed = json_integer_value(json_object_get(blueprint, "minPower"));
    json_int_t power = json_integer_value(json_object_get(bundle, "power"));
    if (platform != NULL && !supports(bundle, platform))
        return fail(&s->err, ERR_USER, "--bundle: '%.*s' is not for %s, the platform of '%.*s'",
                    STR_ARG(r->bundle), json_string_value(platform), STR_ARG(r->name));
    if (power > 0 && power < needed)
        return fail(&s->err, ERR_USER, "--bundle: '%.*s' has too little power for the blueprint '%.*s'",
                    STR_ARG(r->bundle), STR_ARG(blueprint_id));
    const json_t *addresses = json_object_get(bundle, "publicIpv4AddressCount");
    bool is_ipv6 = str_eqc(json_member_text(instance, "ipAddressType"), "ipv6");
    return addresses == NULL || instance == NULL || (json_integer_value(addresses) == 0) == is_ipv6 ||
           fail(&s->err, ERR_USER, "--bundle: '%.*s' is %s, and '%.*s' is not", STR_ARG(r->bundle),
                is_ipv6 ? "for instances with an IPv4 address" : "for IPv6-only instances", STR_ARG(r->name));
}

static bool check_state(struct rebuild *r, const json_t *instance)
{
    struct str state = ls_instance_state(instance);
    return str_eqc(state, "running") || str_eqc(state, "stopped") ||
           fail(&r->session->err, ERR_CONFLICT, "'%.*s' is %.*s; try again when it is running",
                STR_ARG(r->name), STR_ARG(state));
}

bool resize_check(struct rebuild *r, const json_t *instance)
{
    struct session *s = r->session;
    json_t *bundles = NULL;
    TRY(list_all(s, OP_GET_BUNDLES, "bundles", &bundles));
    const json_t *bundle = find(bundles, "bundleId", r->bundle);
    TRY(check_offered(r, bundles, bundle) && check_disk(r, instance, bundle));
    return check_fit(r, json_member_text(instance, "blueprintId"), instance, bundle) &&
           check_state(r, instance);
}

/* The bundle of the source may be one that is not offered any more. */
bool resize_check_source(struct rebuild *r, const json_t *instance, struct str source_bundle,
                         struct str blueprint, bool *ret_ipv6)
{
    struct session *s = r->session;
    json_t *bundles = NULL;
    TRY(list_all(s, OP_GET_BUNDLES, "bundles", &bundles));
    const json_t *bundle = find(bundles, "bundleId", r->bundle);
    const json_t *source = find(bundles, "bundleId", source_bundle);
    const json_t *addresses = json_object_get(bundle, "publicIpv4AddressCount");
    double ram = json_number_value(json_object_get(bundle, "ramSizeInGb"));
    double needed = json_number_value(json_object_get(source, "ramSizeInGb"));
    *ret_ipv6 = addresses != NULL && json_integer_value(addresses) == 0;
    TRY(check_offered(r, bundles, bundle));
    TRY(check_size(r, bundle, json_integer_value(json_object_get(source, "diskSizeInGb"))));
    if (ram < needed)
        return fail(&s->err, ERR_USER,
                    "--bundle: '%.*s' has %g GB of memory, but the snapshot needs %g GB, as '%.*s' has",
                    STR_ARG(r->bundle), ram, needed, STR_ARG(source_bundle));
    TRY(check_fit(r, blueprint, instance, bundle));
    return instance == NULL || check_state(r, instance);
}
