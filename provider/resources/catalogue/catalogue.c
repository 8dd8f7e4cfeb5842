/*
 * catalogue.c — the region's bundles, blueprints, zones, certificates and names, fetched once per configured provider and
 * region. Knows the list operations; must not know what callers search in them.
 *
 * One list of slots, guarded by one mutex that is only held for a moment; a slot is freed with its provider.
 * The call that fetches a list holds the key lock of the slot's name meanwhile, so that other calls wait with
 * their own deadline and then find the result.
 */
#include "resources/catalogue/catalogue.h"

#include <stdlib.h>

#include "tf/number.h"

struct slot {
    struct slot *next;
    const struct ls_client *client; /* of the region */
    enum catalogue_kind kind;
    struct arena *mem;
    struct catalogue list; /* items NULL: not fetched yet */
    bool has_failed;       /* it failed, and checks do not try again */
    struct str why;        /* it failed; the error to report */
    bool is_told;
};

static struct slot *slots;
static pthread_mutex_t slots_lock = PTHREAD_MUTEX_INITIALIZER;

static const struct source {
    enum ls_op op;
    const char *items_member, *id_member; /* id_member NULL: the items are strings */
    const char *option, *key;             /* option: a member to set to true; NULL: none */
} sources[CATALOGUE_KIND_COUNT] = {
    [CATALOGUE_BUNDLES] = {OP_GET_BUNDLES, "bundles", "bundleId", "includeInactive", "catalogue/bundles"},
    [CATALOGUE_BLUEPRINTS] = {OP_GET_BLUEPRINTS, "blueprints", "blueprintId", "includeInactive",
                              "catalogue/blueprints"},
    [CATALOGUE_REGIONS] = {OP_GET_REGIONS, "regions", "name", "includeAvailabilityZones",
                           "catalogue/regions"},
    [CATALOGUE_POWERS] = {OP_GET_CONTAINER_SERVICE_POWERS, "powers", "name", NULL, "catalogue/powers"},
    [CATALOGUE_CERTIFICATES] = {OP_GET_CERTIFICATES, "certificates", "certificateName", NULL,
                                "catalogue/certificates"},
    [CATALOGUE_NAMES] = {OP_GET_ACTIVE_NAMES, "activeNames", NULL, NULL, "catalogue/names"},
    [CATALOGUE_DATABASE_BUNDLES] = {OP_GET_RELATIONAL_DATABASE_BUNDLES, "bundles", "bundleId",
                                    "includeInactive", "catalogue/database bundles"},
    [CATALOGUE_DATABASE_BLUEPRINTS] = {OP_GET_RELATIONAL_DATABASE_BLUEPRINTS, "blueprints", "blueprintId",
                                       NULL, "catalogue/database blueprints"},
    [CATALOGUE_BUCKET_BUNDLES] = {OP_GET_BUCKET_BUNDLES, "bundles", "bundleId", "includeInactive",
                                  "catalogue/bucket bundles"},
    [CATALOGUE_DISTRIBUTION_BUNDLES] = {OP_GET_DISTRIBUTION_BUNDLES, "bundles", "bundleId", NULL,
                                        "catalogue/distribution bundles"},
    [CATALOGUE_TLS_POLICIES] = {OP_GET_LOAD_BALANCER_TLS_POLICIES, "tlsPolicies", "name", NULL,
                                "catalogue/TLS policies"},
};

/* When the provider ends, and no call uses it any more. */
static void drop_slot(void *object)
{
    struct slot *slot = object;
    pthread_mutex_lock(&slots_lock);
    struct slot **link = &slots;
    while (*link != slot)
        link = &(*link)->next;
    *link = slot->next;
    pthread_mutex_unlock(&slots_lock);
    arena_free(slot->mem);
}

/* Called with the mutex held. */
static struct slot *find_slot(const struct call *c, enum catalogue_kind kind)
{
    for (struct slot *slot = slots; slot != NULL; slot = slot->next) {
        if (slot->client == c->client && slot->kind == kind)
            return slot;
    }
    struct arena *mem = arena_new();
    struct slot *slot = arena_new_object(mem, struct slot);
    *slot = (struct slot){.next = slots, .client = c->client, .kind = kind, .mem = mem};
    slots = slot;
    arena_defer(c->provider->mem, drop_slot, slot);
    return slot;
}

static const struct catalogue *cached(struct call *c, enum catalogue_kind kind, bool *ret_has_failed)
{
    pthread_mutex_lock(&slots_lock);
    const struct slot *slot = find_slot(c, kind);
    const struct catalogue *list = slot->list.items != NULL ? &slot->list : NULL;
    *ret_has_failed = slot->has_failed;
    pthread_mutex_unlock(&slots_lock);
    return list;
}

/* If two items have the same ID, the first counts. */
static json_t *index_items(const json_t *items, const char *id_member)
{
    json_t *by_id = json_object();
    for (size_t i = 0; i < json_array_size(items); i++) {
        json_t *item = json_array_get(items, i);
        struct str id = id_member != NULL ? json_member_text(item, id_member) : json_text(item);
        if (id.data != NULL && json_object_getn(by_id, id.data, id.len) == NULL)
            json_object_setn(by_id, id.data, id.len, item);
    }
    return by_id;
}

/*
 * The values are shared with the call that fetched them. Only its references are ever released, because
 * lookups take none.
 */
static const struct catalogue *publish(struct call *c, enum catalogue_kind kind, json_t *items)
{
    json_t *by_id = index_items(items, sources[kind].id_member);
    pthread_mutex_lock(&slots_lock);
    struct slot *slot = find_slot(c, kind);
    slot->list = (struct catalogue){json_own(slot->mem, json_incref(items)), json_own(slot->mem, by_id)};
    slot->has_failed = false;
    pthread_mutex_unlock(&slots_lock);
    return &slot->list;
}

/* When the endpoint cannot be reached, or the credentials are wrong, the other lists fail too: one report
 * is enough. */
static void note_failure(struct call *c, enum catalogue_kind kind)
{
    bool concerns_all = c->err.kind == ERR_NETWORK || c->err.kind == ERR_CREDENTIALS ||
                        c->err.kind == ERR_TIMEOUT;
    pthread_mutex_lock(&slots_lock);
    for (enum catalogue_kind k = 0; k < CATALOGUE_KIND_COUNT; k++) {
        struct slot *slot = find_slot(c, k);
        if (!concerns_all && k != kind)
            continue;
        slot->has_failed = true;
        slot->is_told = slot->is_told || concerns_all;
        slot->why = str_copy(slot->mem, str_c(c->err.text));
    }
    pthread_mutex_unlock(&slots_lock);
}

static void tell_once(struct call *c, enum catalogue_kind kind)
{
    pthread_mutex_lock(&slots_lock);
    struct slot *slot = find_slot(c, kind);
    bool is_told = slot->is_told;
    struct str why = str_copy(c->mem, slot->why);
    slot->is_told = true;
    pthread_mutex_unlock(&slots_lock);
    if (!is_told)
        call_warn(c, "", "Some values could not be checked",
                  "%s failed in %.*s, so mistakes that only this check can find will be reported by the "
                  "apply: %.*s",
                  ls_op_name(sources[kind].op), STR_ARG(call_region(c)), STR_ARG(why));
}

static bool fetch(struct call *c, enum catalogue_kind kind, const struct catalogue **ret_list)
{
    const struct source *source = &sources[kind];
    json_t *in = json_object(), *items;
    if (source->option != NULL)
        json_object_set_new(in, source->option, json_true());
    if (!api_list(c, source->op, in, source->items_member, &items)) {
        note_failure(c, kind);
        return false;
    }
    *ret_list = publish(c, kind, items);
    return true;
}

static bool list(struct call *c, enum catalogue_kind kind, bool try_again, const struct catalogue **ret_list)
{
    bool has_failed;
    *ret_list = cached(c, kind, &has_failed);
    if (*ret_list != NULL || (has_failed && !try_again))
        return true;
    struct str key = str_printf(c->mem, "%s/%.*s", sources[kind].key, STR_ARG(call_region(c)));
    TRY(call_lock(c, key));
    *ret_list = cached(c, kind, &has_failed);
    bool good = *ret_list != NULL || (has_failed && !try_again) || fetch(c, kind, ret_list);
    call_unlock(c, key);
    return good;
}

bool catalogue_list(struct call *c, enum catalogue_kind kind, const struct catalogue **ret_list)
{
    return list(c, kind, true, ret_list);
}

static bool list_if_allowed(struct call *c, enum catalogue_kind kind, const struct catalogue **ret_list)
{
    if (list(c, kind, false, ret_list))
        return true;
    switch (c->err.kind) {
    case ERR_NETWORK:
    case ERR_CREDENTIALS:
    case ERR_STOPPED:
    case ERR_TIMEOUT:
        return false;
    default:
        c->err = (struct err){0};
        *ret_list = NULL;
        return true;
    }
}

bool catalogue_list_for_check(struct call *c, enum catalogue_kind kind, const struct catalogue **ret_list)
{
    TRY(list_if_allowed(c, kind, ret_list));
    if (*ret_list == NULL)
        tell_once(c, kind);
    return true;
}

/* ---- lookups ---- */

const json_t *catalogue_find(const struct catalogue *list, struct str id)
{
    return list != NULL && id.data != NULL ? json_object_getn(list->by_id, id.data, id.len) : NULL;
}

bool catalogue_is_active(const json_t *item)
{
    return !json_is_false(json_object_get(item, "isActive"));
}

struct candidate {
    struct str id;
    size_t distance;
};

static int compare_candidates(const void *a, const void *b)
{
    const struct candidate *left = a, *right = b;
    if (left->distance != right->distance)
        return left->distance < right->distance ? -1 : 1;
    return str_cmp(left->id, right->id);
}

struct str catalogue_near(struct arena *mem, const struct catalogue *list, struct str id)
{
    enum { SHOWN = 5, FARTHEST = 64 };
    size_t count = 0;
    const char *other;
    json_t *item;
    struct candidate *candidates = arena_new_array(mem, struct candidate, json_object_size(list->by_id));
    json_object_foreach ((json_t *)(uintptr_t)list->by_id, other, item) {
        if (catalogue_is_active(item))
            candidates[count++] = (struct candidate){str_c(other), str_distance(id, str_c(other), FARTHEST)};
    }
    qsort(candidates, count, sizeof *candidates, compare_candidates);
    struct buf text = buf_new(mem, 1024);
    for (size_t i = 0; i < count && i < SHOWN; i++)
        buf_printf(&text, "%s%.*s", i > 0 ? ", " : "", STR_ARG(candidates[i].id));
    return buf_str(&text);
}

struct str *catalogue_zones(struct call *c, const struct catalogue *regions, size_t *ret_count)
{
    const json_t *zones = json_object_get(catalogue_find(regions, call_region(c)), "availabilityZones");
    struct str *names = arena_new_array(c->mem, struct str, json_array_size(zones));
    *ret_count = 0;
    for (size_t i = 0; i < json_array_size(zones); i++) {
        const json_t *zone = json_array_get(zones, i);
        struct str state = json_member_text(zone, "state");
        if (state.len == 0 || str_eq(state, STR("available")))
            names[(*ret_count)++] = json_member_text(zone, "zoneName");
    }
    qsort(names, *ret_count, sizeof *names, str_compare_items);
    return names;
}

/* ---- bundles ---- */

static struct tf_number price_of(struct call *c, enum catalogue_kind kind, struct str id, int64_t count)
{
    const struct catalogue *list = NULL;
    struct str text;
    if (!list_if_allowed(c, kind, &list))
        c->err = (struct err){0};
    const json_t *price = json_object_get(catalogue_find(list, id), "price");
    if (!json_is_number(price) ||
        !number_from_double(c->mem, json_number_value(price) * (double)count, &text))
        return (struct tf_number){0};
    return (struct tf_number){TF_KNOWN, text};
}

struct tf_number catalogue_price_usd(struct call *c, struct str bundle_id)
{
    return price_of(c, CATALOGUE_BUNDLES, bundle_id, 1);
}

struct tf_number catalogue_power_price_usd(struct call *c, struct str power, int64_t count)
{
    return price_of(c, CATALOGUE_POWERS, power, count);
}

static const struct str ipv6_mark = {"_ipv6", 5};

/* Where "_ipv6" is a whole word of the ID, or the length of the text. */
static size_t find_mark(struct str id)
{
    for (size_t i = 0; i + ipv6_mark.len <= id.len; i++) {
        bool ends = i + ipv6_mark.len == id.len || id.data[i + ipv6_mark.len] == '_';
        if (ends && str_eq(str_slice(id, i, i + ipv6_mark.len), ipv6_mark))
            return i;
    }
    return id.len;
}

bool catalogue_is_ipv6_bundle(struct str bundle_id)
{
    return find_mark(bundle_id) < bundle_id.len;
}

struct str catalogue_bundle_base(struct arena *mem, struct str bundle_id)
{
    size_t at = find_mark(bundle_id);
    if (at == bundle_id.len)
        return bundle_id;
    struct str tail = str_slice(bundle_id, at + ipv6_mark.len, bundle_id.len);
    return str_printf(mem, "%.*s%.*s", (int)at, bundle_id.data, STR_ARG(tail));
}

bool catalogue_same_bundle(struct arena *mem, struct str a, struct str b)
{
    return str_eq(catalogue_bundle_base(mem, a), catalogue_bundle_base(mem, b));
}
