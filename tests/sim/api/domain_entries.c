/*
 * domain_entries.c — the entries of a DNS zone: created, changed, deleted. It must not know what an entry may
 * be (domain_check.c).
 */
#include <string.h>

#include "api/certificate_states.h"
#include "api/domain_check.h"
#include "api/domain_turns.h"
#include "api/domains.h"
#include "families.h"
#include "operations.h"

static json_t *entries_of(const struct resource *domain)
{
    return json_object_get(domain->document, "domainEntries");
}

static const json_t *input_of(const struct call *call)
{
    return json_object_get(call->input, "domainEntry");
}

/* The zone, when it may be changed now; NULL after call_fail. */
static struct resource *begin(struct call *call)
{
    struct resource *domain = domain_enter(call) ? domain_find(call) : NULL;
    return domain && domain_turn_check(call) ? domain : NULL;
}

static void end(struct call *call, struct resource *domain)
{
    resource_changed(domain);
    certificates_recheck(call->now_ms);
    operation_add_done(call, call->operation, &domain_kind, resource_name(domain), resource_zone(domain),
                       NULL);
}

static bool create_domain_entry(struct call *call)
{
    struct resource *domain = begin(call);
    json_t *entry = domain ? domain_entry_of_input(call, domain) : NULL;
    if (!entry)
        return false;
    if (!domain_entry_check_beside(call, entries_of(domain), entry, NULL)) {
        json_decref(entry);
        return false;
    }
    domain_entry_identify(entry);
    json_array_append_new(entries_of(domain), entry);
    end(call, domain);
    return operation_answer(call);
}

/* ---- those that exist -------------------------------------------------------------------------------------------- */

static bool find_by_id(struct call *call, const struct resource *domain, size_t *ret_at)
{
    const char *id = json_string_value(json_object_get(input_of(call), "id"));
    for (*ret_at = 0; *ret_at < json_array_size(entries_of(domain)); ++*ret_at)
        if (!strcmp(json_string_value(json_object_get(json_array_get(entries_of(domain), *ret_at), "id")),
                    id))
            return true;
    return call_fail(call, FAILURE_NOT_FOUND, "DoesNotExist", "The domain entry does not exist: %s", id);
}

/* By name, type and target; an absent isAlias fits both. */
static bool find_by_content(struct call *call, const struct resource *domain, size_t *ret_at)
{
    json_t *wanted = domain_entry_of_input(call, domain);
    if (!wanted)
        return false;
    if (!json_object_get(input_of(call), "isAlias"))
        json_object_del(wanted, "isAlias");
    bool found = false;
    for (*ret_at = 0; !found && *ret_at < json_array_size(entries_of(domain)); ++*ret_at) {
        json_t *both = json_deep_copy(json_array_get(entries_of(domain), *ret_at));
        json_object_update(both, wanted);
        found = json_equal(both, json_array_get(entries_of(domain), *ret_at));
        json_decref(both);
    }
    --*ret_at;
    if (!found)
        call_fail(call, FAILURE_NOT_FOUND, "DoesNotExist", "The domain entry does not exist: %s %s %s",
                  json_string_value(json_object_get(wanted, "name")),
                  json_string_value(json_object_get(wanted, "type")),
                  json_string_value(json_object_get(wanted, "target")));
    json_decref(wanted);
    return found;
}

static bool check_not_own(struct call *call, const struct resource *domain, size_t at)
{
    const json_t *entry = json_array_get(entries_of(domain), at);
    return !domain_owns_entry(domain, entry) ||
           call_fail_input(call, "The %s entry %s of the DNS zone %s cannot be changed or deleted",
                           json_string_value(json_object_get(entry, "type")),
                           json_string_value(json_object_get(entry, "target")), resource_name(domain));
}

static bool update_domain_entry(struct call *call)
{
    struct resource *domain = begin(call);
    size_t at;
    if (!domain)
        return false;
    if (!json_object_get(input_of(call), "id"))
        return call_fail_input(call, "The id of the domain entry is required");
    if (!find_by_id(call, domain, &at) || !check_not_own(call, domain, at))
        return false;
    json_t *entry = domain_entry_of_input(call, domain);
    if (!entry)
        return false;
    if (!domain_entry_check_beside(call, entries_of(domain), entry, json_array_get(entries_of(domain), at))) {
        json_decref(entry);
        return false;
    }
    domain_entry_identify(entry);
    json_array_set_new(entries_of(domain), at, entry);
    end(call, domain);
    return operations_answer(call);
}

static bool delete_domain_entry(struct call *call)
{
    struct resource *domain = begin(call);
    size_t at;
    if (!domain)
        return false;
    bool has_id = json_object_get(input_of(call), "id");
    if (!(has_id ? find_by_id : find_by_content)(call, domain, &at) || !check_not_own(call, domain, at))
        return false;
    json_array_remove(entries_of(domain), at);
    end(call, domain);
    return operation_answer(call);
}

static const struct member entry_members[] = {OPTIONAL("id", NONEMPTY),
                                              OPTIONAL("name", STRING),
                                              OPTIONAL("target", STRING),
                                              OPTIONAL("isAlias", BOOLEAN),
                                              OPTIONAL("type", STRING),
                                              OPTIONAL("options", MAP),
                                              {0}};

#define CHANGE_OF_ENTRIES                                                         \
    .input = INPUT(DOMAIN, PARTS("domainEntry", STRUCTURE, entry_members, true)), \
    .prepare = domain_turn_begin, .discard = domain_turn_end

static const struct api domain_entries_api[] = {
    {.name = "CreateDomainEntry", .handle = create_domain_entry, CHANGE_OF_ENTRIES},
    {.name = "UpdateDomainEntry", .handle = update_domain_entry, CHANGE_OF_ENTRIES},
    {.name = "DeleteDomainEntry", .handle = delete_domain_entry, CHANGE_OF_ENTRIES},
    {0},
};
const struct family domain_entries_family = {.api = domain_entries_api};
