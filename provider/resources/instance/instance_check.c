/*
 * instance_check.c — checks an instance against the region's catalogue before it is created, so that a wrong
 * ID is an error in the plan and not in the middle of the apply. Knows the rules of the catalogue; must not
 * change the plan.
 */
#include "resources/catalogue/catalogue.h"
#include "resources/instance/instance.h"

/* An ID of the instance that is an entry of a list: `attribute` is its name. `ret_entry` is NULL when it
 * cannot be checked. */
static bool check_entry(struct call *c, enum catalogue_kind kind, const char *attribute, const char *noun,
                        struct tf_string id, const struct catalogue **ret_list, const json_t **ret_entry)
{
    *ret_list = NULL;
    *ret_entry = NULL;
    if (!TF_IS_KNOWN(id))
        return true;
    TRY(catalogue_list_for_check(c, kind, ret_list));
    *ret_entry = catalogue_find(*ret_list, id.v);
    if (*ret_list == NULL || (*ret_entry != NULL && catalogue_is_active(*ret_entry)))
        return true;
    struct str near = catalogue_near(c->mem, *ret_list, id.v);
    if (*ret_entry == NULL)
        call_error(c, attribute, str_printf(c->mem, "Unknown %s", noun).data,
                   "There is no %s '%.*s' in %.*s. Similar ones: %.*s.", noun, STR_ARG(id.v),
                   STR_ARG(call_region(c)), STR_ARG(near));
    else
        call_error(c, attribute, str_printf(c->mem, "Retired %s", noun).data,
                   "The %s '%.*s' is not active any more: existing instances keep it, but Lightsail does "
                   "not use it for new ones. Similar active ones: %.*s.",
                   noun, STR_ARG(id.v), STR_ARG(near));
    return true;
}

static bool supports(const json_t *bundle, struct str platform)
{
    const json_t *platforms = json_object_get(bundle, "supportedPlatforms");
    for (size_t i = 0; i < json_array_size(platforms); i++) {
        if (str_eq(json_text(json_array_get(platforms, i)), platform))
            return true;
    }
    return json_array_size(platforms) == 0 || platform.len == 0;
}

/* The cheapest active bundle of the platform with at least that power, in the same family. */
static struct str cheapest_fit(const json_t *bundles, const json_t *wrong, struct str platform,
                               int64_t min_power)
{
    const json_t *best = NULL;
    bool ipv6 = catalogue_is_ipv6_bundle(json_member_text(wrong, "bundleId"));
    for (size_t i = 0; i < json_array_size(bundles); i++) {
        const json_t *bundle = json_array_get(bundles, i);
        bool fits = catalogue_is_active(bundle) && supports(bundle, platform) &&
                    json_integer_value(json_object_get(bundle, "power")) >= min_power &&
                    catalogue_is_ipv6_bundle(json_member_text(bundle, "bundleId")) == ipv6;
        if (fits && (best == NULL || json_number_value(json_object_get(bundle, "price")) <
                                         json_number_value(json_object_get(best, "price"))))
            best = bundle;
    }
    return json_member_text(best, "bundleId");
}

static void check_pair(struct call *c, const json_t *bundles, const json_t *bundle, const json_t *blueprint)
{
    struct str platform = json_member_text(blueprint, "platform");
    int64_t power = json_integer_value(json_object_get(bundle, "power"));
    int64_t min_power = json_integer_value(json_object_get(blueprint, "minPower"));
    struct str fit = cheapest_fit(bundles, bundle, platform, min_power);
    struct str advice = fit.len > 0
                            ? str_printf(c->mem, " The cheapest bundle that fits: %.*s.", STR_ARG(fit))
                            : STR("");
    if (!supports(bundle, platform))
        call_error(c, "bundle_id", "Bundle and blueprint do not fit",
                   "The bundle '%.*s' does not run the platform %.*s of '%.*s'.%.*s",
                   STR_ARG(json_member_text(bundle, "bundleId")), STR_ARG(platform),
                   STR_ARG(json_member_text(blueprint, "blueprintId")), STR_ARG(advice));
    else if (power < min_power)
        call_error(c, "bundle_id", "Bundle too small",
                   "The blueprint '%.*s' needs a bundle with a power of %lld, but '%.*s' has %lld.%.*s",
                   STR_ARG(json_member_text(blueprint, "blueprintId")), (long long)min_power,
                   STR_ARG(json_member_text(bundle, "bundleId")), (long long)power, STR_ARG(advice));
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

bool instance_check_catalogue(struct call *c, const struct instance *planned)
{
    const struct catalogue *blueprints, *bundles;
    const json_t *blueprint, *bundle;
    if (c->client == NULL)
        return true; /* the region is not known yet: the apply plans again */
    TRY(check_entry(c, CATALOGUE_BLUEPRINTS, "blueprint_id", "blueprint", planned->blueprint_id, &blueprints,
                    &blueprint));
    TRY(check_entry(c, CATALOGUE_BUNDLES, "bundle_id", "bundle", planned->bundle_id, &bundles, &bundle));
    TRY(check_zone(c, planned));
    if (blueprint != NULL && bundle != NULL)
        check_pair(c, bundles->items, bundle, blueprint);
    if (bundle != NULL)
        check_family(c, planned, bundles->items, bundle);
    return true;
}
