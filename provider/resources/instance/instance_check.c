/*
 * instance_check.c — checks an instance against the region's catalogue before it is created, so that a wrong
 * ID is an error in the plan and not in the middle of the apply. Knows the rules of the catalogue; must not
 * change the plan.
 */
#include "resources/catalogue/catalogue.h"
#include "resources/instance/instance_restore.h"

static bool supports(const json_t *bundle, struct str platform)
{
    const json_t *platforms = json_object_get(bundle, "supportedPlatforms");
    for (size_t i = 0; i < json_array_size(platforms); i++) {
        if (str_eq(json_text(json_array_get(platforms, i)), platform))
            return true;
    }
    return json_array_size(platforms) == 0 || platform.len == 0;
}

static int64_t number(const json_t *entry, const char *member)
{
    return json_integer_value(json_object_get(entry, member));
}

/* What an instance needs of its bundle. */
struct need {
    struct str platform;
    int64_t power, disk_gb;
};

static bool has_size(const json_t *bundle, const struct need *need)
{
    return number(bundle, "power") >= need->power && number(bundle, "diskSizeInGb") >= need->disk_gb;
}

/* " The cheapest bundle that fits: …", an active one of the same family; "" when there is none. */
static struct str advice_for(struct call *c, const json_t *bundles, const json_t *wrong,
                             const struct need *need)
{
    const json_t *best = NULL;
    bool ipv6 = catalogue_is_ipv6_bundle(json_member_text(wrong, "bundleId"));
    for (size_t i = 0; i < json_array_size(bundles); i++) {
        const json_t *bundle = json_array_get(bundles, i);
        bool fits = catalogue_is_active(bundle) && supports(bundle, need->platform) &&
                    has_size(bundle, need) &&
                    catalogue_is_ipv6_bundle(json_member_text(bundle, "bundleId")) == ipv6;
        if (fits && (best == NULL || json_number_value(json_object_get(bundle, "price")) <
                                         json_number_value(json_object_get(best, "price"))))
            best = bundle;
    }
    return best != NULL ? str_printf(c->mem, " The cheapest bundle that fits: %.*s.",
                                     STR_ARG(json_member_text(best, "bundleId")))
                        : STR("");
}

static void check_pair(struct call *c, const json_t *bundles, const json_t *bundle, const json_t *blueprint)
{
    const struct need need = {json_member_text(blueprint, "platform"), number(blueprint, "minPower"), 0};
    struct str advice = advice_for(c, bundles, bundle, &need);
    if (!supports(bundle, need.platform))
        call_error(c, "bundle_id", "Bundle and blueprint do not fit",
                   "The bundle '%.*s' does not run the platform %.*s of '%.*s'.%.*s",
                   STR_ARG(json_member_text(bundle, "bundleId")), STR_ARG(need.platform),
                   STR_ARG(json_member_text(blueprint, "blueprintId")), STR_ARG(advice));
    else if (!has_size(bundle, &need))
        call_error(c, "bundle_id", "Bundle too small",
                   "The blueprint '%.*s' needs a bundle with a power of %lld, but '%.*s' has %lld.%.*s",
                   STR_ARG(json_member_text(blueprint, "blueprintId")), (long long)need.power,
                   STR_ARG(json_member_text(bundle, "bundleId")), (long long)number(bundle, "power"),
                   STR_ARG(advice));
}

/* Lightsail restores only to a bundle of the same size or a larger one. */
static void check_origin(struct call *c, const struct catalogue *bundles, const json_t *bundle,
                         const json_t *blueprint, const struct instance_origin *origin)
{
    const json_t *source = catalogue_find(bundles, origin->bundle_id);
    const struct need need = {json_member_text(blueprint, "platform"), number(source, "power"),
                              origin->disk_gb};
    if (has_size(bundle, &need))
        return;
    struct str advice = advice_for(c, bundles->items, bundle, &need);
    call_error(c, "bundle_id",
               origin->is_own ? "Bundle smaller than the instance's" : "Bundle smaller than the snapshot's",
               "The %s '%.*s', with a disk of %lld GB and a power of %lld; '%.*s' has %lld GB and %lld. "
               "Lightsail restores only to the same size or a larger one.%.*s",
               origin->is_own ? "instance has the bundle" : "snapshot was taken of the bundle",
               STR_ARG(origin->bundle_id), (long long)need.disk_gb, (long long)need.power,
               STR_ARG(json_member_text(bundle, "bundleId")), (long long)number(bundle, "diskSizeInGb"),
               (long long)number(bundle, "power"), STR_ARG(advice));
}

/* The same bundle in the other family. */
static struct str twin_of(struct call *c, const json_t *bundles, struct str id)
{
    for (size_t i = 0; i < json_array_size(bundles); i++) {
        struct str other = json_member_text(json_array_get(bundles, i), "bundleId");
        if (!str_eq(other, id) && catalogue_same_bundle(c->mem, other, id))
            return other;
    }
    return (struct str){NULL, 0};
}

static void check_family(struct call *c, const struct instance *planned, const json_t *bundles,
                         const json_t *bundle)
{
    const json_t *count = json_object_get(bundle, "publicIpv4AddressCount");
    if (!TF_IS_KNOWN(planned->ip_address_type) || !json_is_integer(count))
        return;
    bool wants_ipv6_only = str_eq(planned->ip_address_type.v, STR(INSTANCE_IP_ADDRESS_TYPE_IPV6));
    bool is_ipv6_only = json_integer_value(count) == 0;
    if (wants_ipv6_only == is_ipv6_only)
        return;
    struct str id = json_member_text(bundle, "bundleId"), twin = twin_of(c, bundles, id);
    struct str advice = twin.len > 0 ? str_printf(c->mem, ", or the bundle '%.*s'", STR_ARG(twin)) : STR("");
    call_error(c, "ip_address_type", "Bundle and address type do not fit",
               is_ipv6_only
                   ? "The bundle '%.*s' has no public IPv4 address: set ip_address_type = \"ipv6\"%.*s."
                   : "The bundle '%.*s' has a public IPv4 address: set ip_address_type = \"dualstack\"%.*s.",
               STR_ARG(id), STR_ARG(advice));
}

static bool check_zone(struct call *c, const struct instance *planned)
{
    const struct catalogue *regions;
    size_t count;
    if (!TF_IS_KNOWN(planned->availability_zone))
        return true;
    TRY(catalogue_list_for_check(c, CATALOGUE_REGIONS, &regions));
    struct str *zones = catalogue_zones(c, regions, &count);
    struct buf names = buf_new(c->mem, 1024);
    for (size_t i = 0; i < count; i++) {
        if (str_eq(zones[i], planned->availability_zone.v))
            return true;
        buf_printf(&names, "%s%.*s", i > 0 ? ", " : "", STR_ARG(zones[i]));
    }
    if (count > 0)
        call_error(c, "availability_zone", "Unknown availability zone",
                   "The region %.*s has no available zone '%.*s'. Available zones: %.*s.",
                   STR_ARG(call_region(c)), STR_ARG(planned->availability_zone.v), STR_ARG(buf_str(&names)));
    else if (!str_starts_with(planned->availability_zone.v, call_region(c)))
        call_error(c, "availability_zone", "Zone of another region",
                   "The zone '%.*s' is not in the region %.*s.", STR_ARG(planned->availability_zone.v),
                   STR_ARG(call_region(c)));
    return true;
}

/* The blueprint of a snapshot need not be active. */
static bool check_blueprint(struct call *c, const struct instance *planned,
                            const struct instance_origin *origin, const json_t **ret_blueprint)
{
    const struct catalogue *blueprints;
    if (origin == NULL)
        return catalogue_check(c, CATALOGUE_BLUEPRINTS, "blueprint_id", "blueprint", planned->blueprint_id,
                               &blueprints, ret_blueprint);
    struct str id = origin->blueprint_id;
    *ret_blueprint = NULL;
    if (id.len == 0)
        return true;
    if (TF_IS_KNOWN(planned->blueprint_id) && !str_eq(planned->blueprint_id.v, id))
        call_error(c, "blueprint_id", "Blueprint of another snapshot",
                   "The snapshot has the blueprint '%.*s', not '%.*s'. Leave blueprint_id out, or set it to "
                   "that of the snapshot.",
                   STR_ARG(id), STR_ARG(planned->blueprint_id.v));
    TRY(catalogue_list_for_check(c, CATALOGUE_BLUEPRINTS, &blueprints));
    *ret_blueprint = catalogue_find(blueprints, id);
    return true;
}

bool instance_check_catalogue(struct call *c, const struct instance *planned,
                              const struct instance_origin *origin)
{
    const struct catalogue *bundles;
    const json_t *blueprint, *bundle;
    if (c->client == NULL)
        return true; /* the region is not known yet: the apply plans again */
    TRY(check_blueprint(c, planned, origin, &blueprint));
    TRY(catalogue_check(c, CATALOGUE_BUNDLES, "bundle_id", "bundle", planned->bundle_id, &bundles, &bundle));
    TRY(check_zone(c, planned));
    if (blueprint != NULL && bundle != NULL)
        check_pair(c, bundles->items, bundle, blueprint);
    if (bundle != NULL && origin != NULL)
        check_origin(c, bundles, bundle, blueprint, origin);
    if (bundle != NULL)
        check_family(c, planned, bundles->items, bundle);
    return true;
}
