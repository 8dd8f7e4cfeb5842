/*
 * zone.c — reads and changes the entries of a zone in turn. Must not know schemas or plans.
 */
#include "resources/domain/zone.h"

/* ---- entries ---- */

struct entry entry_of(struct call *c, struct str zone, struct str name, struct str type, struct str target,
                      bool is_alias)
{
    struct str plain = dns_plain_name(c->mem, zone);
    return (struct entry){plain, dns_full_name(c->mem, name, plain), type,
                          dns_target(c->mem, type, target, is_alias), is_alias};
}

static struct entry read_item(struct arena *mem, struct str zone, const json_t *item)
{
    struct str type = json_member_text(item, "type");
    bool is_alias = json_is_true(json_object_get(item, "isAlias"));
    return (struct entry){zone, dns_plain_name(mem, json_member_text(item, "name")), type,
                          dns_target(mem, type, json_member_text(item, "target"), is_alias), is_alias};
}

struct entry entry_of_item(struct call *c, struct str zone, const json_t *item)
{
    return read_item(c->mem, zone, item);
}

struct str entry_key(struct call *c, const struct entry *entry)
{
    return str_printf(c->mem, "%.*s %.*s %d %.*s", STR_ARG(entry->name), STR_ARG(entry->type),
                      entry->is_alias, STR_ARG(entry->target));
}

bool entry_is_validation(const struct entry *entry)
{
    return dns_is_validation(entry->name, entry->type, entry->target);
}

bool entry_is_of_service(const struct entry *entry)
{
    return str_eqc(entry->type, "SOA") || (str_eqc(entry->type, "NS") && str_eq(entry->name, entry->zone));
}

/* `wanted` has the members in their form. */
static bool is_same(const json_t *item, const json_t *wanted)
{
    bool same = str_eq(json_member_text(item, "type"), json_member_text(wanted, "type")) &&
                json_is_true(json_object_get(item, "isAlias")) ==
                    json_is_true(json_object_get(wanted, "isAlias"));
    if (!same)
        return false;
    struct arena *scratch = arena_new();
    struct entry found = read_item(scratch, STR(""), item);
    same = str_eq(found.name, json_member_text(wanted, "name")) &&
           str_eq(found.target, json_member_text(wanted, "target"));
    arena_free(scratch);
    return same;
}

static const struct item_kind items = {LS_KIND_DOMAIN, "domainEntries", is_same};

static json_t *json_of(struct call *c, const struct entry *entry)
{
    json_t *json = json_pack("{s:b}", "isAlias", (int)entry->is_alias);
    json_object_set_new(json, "name", json_new_str(entry->name));
    json_object_set_new(json, "type", json_new_str(entry->type));
    json_object_set_new(json, "target", json_new_str(entry->target));
    return json_own(c->mem, json);
}

/* ---- reading ---- */

static size_t read_items(struct call *c, struct str zone, const json_t *domain, struct entry *ret)
{
    const json_t *list = json_object_get(domain, items.at);
    for (size_t i = 0; i < json_array_size(list); i++)
        ret[i] = entry_of_item(c, zone, json_array_get(list, i));
    return json_array_size(list);
}

bool zone_view(struct call *c, struct str zone, json_t **ret_domain)
{
    return item_refresh(c, &items, zone, ret_domain);
}

bool zone_read(struct call *c, struct str zone, const struct entry **ret_entries, size_t *ret_count)
{
    json_t *domain;
    TRY(zone_view(c, zone, &domain));
    struct entry *all = arena_new_array(c->mem, struct entry,
                                        json_array_size(json_object_get(domain, items.at)));
    *ret_count = read_items(c, zone, domain, all);
    *ret_entries = all;
    return true;
}

/* What this run has added and removed since the zone was read, as keys. */
static struct str added(struct call *c, struct str zone)
{
    return str_printf(c->mem, "added to the zone %.*s", STR_ARG(zone));
}

static struct str removed(struct call *c, struct str zone)
{
    return str_printf(c->mem, "removed from the zone %.*s", STR_ARG(zone));
}

static void note(struct call *c, const struct entry *entry, bool is_there)
{
    struct str key = entry_key(c, entry), to = is_there ? added(c, entry->zone) : removed(c, entry->zone),
               from = is_there ? removed(c, entry->zone) : added(c, entry->zone);
    walk_unmade(c->provider->walk, from, key);
    call_made(c, to, key);
}

/* The entry as AWS reported it before the changes of this run; NULL when it was not there, or has changed. */
static const json_t *reported(struct call *c, const json_t *domain, const struct entry *entry)
{
    struct str key = entry_key(c, entry);
    bool has_changed = call_has_made(c, added(c, entry->zone), key) ||
                       call_has_made(c, removed(c, entry->zone), key);
    return has_changed ? NULL : item_find(&items, domain, json_of(c, entry));
}

bool entry_is_added(struct call *c, const struct entry *entry)
{
    return call_has_made(c, added(c, entry->zone), entry_key(c, entry));
}

bool entry_shows_soon(struct call *c, const struct entry *entry, bool is_there)
{
    return item_shows_soon(c, &items, entry->zone, json_of(c, entry), !is_there);
}

bool entry_exists(struct call *c, const struct entry *entry, bool *ret_exists)
{
    json_t *domain;
    TRY(item_turn(c, &items, entry->zone) && item_before(c, &items, entry->zone, true, &domain));
    *ret_exists = entry_is_added(c, entry) || reported(c, domain, entry) != NULL;
    return true;
}

void zone_forget(struct call *c, struct str zone)
{
    item_forget(c, &items, zone);
}

/* A key without its entry: "www.example.com A 0 192.0.2.1". */
static struct entry parse_key(struct str zone, struct str key)
{
    struct entry entry = {.zone = zone};
    struct str alias;
    str_cut(key, ' ', &entry.name, &key);
    str_cut(key, ' ', &entry.type, &key);
    str_cut(key, ' ', &alias, &entry.target);
    entry.is_alias = str_eqc(alias, "1");
    return entry;
}

static bool list_now(struct call *c, struct str zone, bool is_expected, const struct entry **ret_entries,
                     size_t *ret_count)
{
    const struct str *keys;
    json_t *domain;
    TRY(item_before(c, &items, zone, is_expected, &domain));
    size_t more = call_made_of(c, added(c, zone), &keys), count = 0;
    size_t most = more + json_array_size(json_object_get(domain, items.at));
    struct entry *all = arena_new_array(c->mem, struct entry, most);
    size_t before = read_items(c, zone, domain, all);
    for (size_t i = 0; i < before; i++) {
        struct str key = entry_key(c, &all[i]);
        if (!call_has_made(c, added(c, zone), key) && !call_has_made(c, removed(c, zone), key))
            all[count++] = all[i];
    }
    for (size_t i = 0; i < more; i++)
        all[count++] = parse_key(zone, keys[i]);
    *ret_entries = all;
    *ret_count = count;
    return true;
}

bool zone_now(struct call *c, struct str zone, const struct entry **ret_entries, size_t *ret_count)
{
    return item_turn(c, &items, zone) && list_now(c, zone, true, ret_entries, ret_count);
}

bool zone_known(struct call *c, struct str zone, const struct entry **ret_entries, size_t *ret_count)
{
    return list_now(c, zone, false, ret_entries, ret_count);
}

/* ---- changing ---- */

static json_t *request_of(struct call *c, const struct entry *entry, const json_t *item)
{
    json_t *in = json_object();
    json_object_set_new(in, "domainName", json_new_str(entry->zone));
    json_object_set_new(in, "domainEntry",
                        item != NULL ? json_deep_copy(item) : json_incref(json_of(c, entry)));
    return in;
}

/* Whether Lightsail itself has added an entry that validates a certificate, after this run has read the zone. */
static bool is_made_meanwhile(struct call *c, const struct entry *entry)
{
    bool is_refused = c->err.kind == ERR_API || c->err.kind == ERR_CONFLICT;
    return is_refused && entry_is_validation(entry) && entry_shows_soon(c, entry, true);
}

bool entry_create(struct call *c, const struct entry *entry)
{
    TRY(item_turn(c, &items, entry->zone));
    bool is_made = item_change(c, &items, entry->zone, OP_CREATE_DOMAIN_ENTRY, request_of(c, entry, NULL),
                               json_of(c, entry), false);
    if (!is_made && !is_made_meanwhile(c, entry))
        return false;
    c->err = (struct err){0};
    note(c, entry, true);
    return true;
}

/* The entry with its current id: from the read before the changes of this run, or from another read. */
static bool find_id(struct call *c, const struct entry *entry, bool again, const json_t **ret_item)
{
    json_t *domain;
    TRY(item_before(c, &items, entry->zone, true, &domain));
    *ret_item = again ? item_find(&items, domain, json_of(c, entry)) : reported(c, domain, entry);
    if (*ret_item != NULL)
        return true;
    if (again && entry_shows_soon(c, entry, true))
        return find_id(c, entry, true, ret_item);
    if (again)
        return fail(&c->err, ERR_NOT_FOUND, "the entry %.*s %.*s of %.*s does not exist",
                    STR_ARG(entry->name), STR_ARG(entry->type), STR_ARG(entry->zone));
    item_forget(c, &items, entry->zone);
    return find_id(c, entry, true, ret_item);
}

static bool send_update(struct call *c, const struct entry *after, const json_t *item)
{
    json_t *wanted = json_of(c, after), *changed = json_own(c->mem, json_deep_copy(wanted));
    json_object_set(changed, "id", json_object_get(item, "id"));
    return item_change(c, &items, after->zone, OP_UPDATE_DOMAIN_ENTRY, request_of(c, after, changed), wanted,
                       false);
}

/* Its id may have changed since it was read. */
static bool update_again(struct call *c, const struct entry *before, const struct entry *after)
{
    const json_t *item;
    c->err = (struct err){0};
    item_forget(c, &items, before->zone);
    return find_id(c, before, true, &item) && send_update(c, after, item);
}

bool entry_update(struct call *c, const struct entry *before, const struct entry *after)
{
    const json_t *item;
    bool is_done, is_sent = item_turn(c, &items, before->zone) && find_id(c, before, false, &item) &&
                            send_update(c, after, item);
    if (!is_sent) {
        struct err failure = c->err;
        if (failure.kind != ERR_NOT_FOUND)
            return false;
        TRY(update_again(c, before, after) || (api_done_if_not_found(c) && entry_exists(c, after, &is_done) &&
                                               (is_done || (c->err = failure, false))));
    }
    note(c, before, false);
    note(c, after, true);
    return true;
}

/* Another spelling of the same entry may be stored, so it is sent as it was reported. */
bool entry_delete(struct call *c, const struct entry *entry)
{
    json_t *domain;
    TRY(item_turn(c, &items, entry->zone));
    if (!item_before(c, &items, entry->zone, false, &domain))
        return api_done_if_not_found(c);
    json_t *in = request_of(c, entry, reported(c, domain, entry));
    TRY(item_change(c, &items, entry->zone, OP_DELETE_DOMAIN_ENTRY, in, json_of(c, entry), true) ||
        api_done_if_not_found(c));
    note(c, entry, false);
    return true;
}
