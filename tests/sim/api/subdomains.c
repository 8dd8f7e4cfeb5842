/*
 * subdomains.c — subdomains of amazonlightsail.com: created, listed, deleted. It must not know how one is associated
 * (subdomain_associations.c).
 */
#include "api/subdomains.h"

#include <stdlib.h>
#include <string.h>

#include "api/home_region.h"
#include "api/subdomain_associations.h"
#include "api/subdomain_names.h"
#include "families.h"
#include "memory.h"
#include "operations.h"
#include "tags.h"

/* Source: the text of CreateSubdomain. */
enum { MOST_SUBDOMAINS = 30 };

static const char failing_member[] = "failingSubdomains";

void subdomain_set_state(struct resource *subdomain, const char *state)
{
    resource_set(subdomain, "state", json_string(state));
}

void subdomain_fail_next(const char *name)
{
    json_object_set_new(world_facts(failing_member), name, json_true());
    world_touch();
}

static void transition(struct resource *subdomain, const char *word)
{
    json_t *failing = world_facts(failing_member);
    if (!strcmp(word, "created")) {
        bool fails = json_object_get(failing, resource_name(subdomain)) != NULL;
        json_object_del(failing, resource_name(subdomain));
        subdomain_set_state(subdomain, fails ? "CREATE_FAILED" : "UNATTACHED");
    }
    subdomain_association_transition(subdomain, word);
}

/* ---- responses --------------------------------------------------------------------------------------------------- */

/* Tags are shown only when one name is asked. */
static json_t *shown(const struct resource *subdomain, bool with_tags)
{
    json_t *copy = json_copy(subdomain->document);
    if (!with_tags)
        json_object_del(copy, "tags");
    return copy;
}

/* A parent that was not created: the account has it because of a nested name. */
static json_t *implicit(const char *top)
{
    return json_pack("{s:s, s:s+, s:i, s:s}", "subdomainName", top, "fqdn", top, "." SUBDOMAIN_ZONE, "depth",
                     1, "state", "IMPLICIT");
}

static bool is_nested_in(const struct resource *subdomain, const char *top)
{
    const char *name = resource_name(subdomain);
    return strcmp(name, top) != 0 && !strcmp(subdomain_top(name), top);
}

static const struct resource *first_nested(const struct region *region, const char *top)
{
    const struct resource *subdomain;
    for (size_t at = 0; (subdomain = region_next(region, &subdomain_kind, &at));)
        if (is_nested_in(subdomain, top))
            return subdomain;
    return NULL;
}

static json_t *with_children(const struct region *region, json_t *parent)
{
    const char *top = json_string_value(json_object_get(parent, "subdomainName"));
    const struct resource *subdomain;
    json_t *children = json_array();
    for (size_t at = 0; (subdomain = region_next(region, &subdomain_kind, &at));)
        if (is_nested_in(subdomain, top))
            json_array_append_new(children, shown(subdomain, false));
    json_object_set_new(parent, "children", children);
    return parent;
}

static void print(struct call *call, json_t *subdomain)
{
    text_add_json_value(&call->out, subdomain);
    json_decref(subdomain);
}

bool subdomain_answer(struct call *call, const struct resource *subdomain)
{
    operation_answer(call);
    call->out.length--; /* the closing brace comes later */
    text_add(&call->out, ",\"subdomain\":");
    print(call, shown(subdomain, false));
    text_add(&call->out, "}");
    return true;
}

/* ---- operations -------------------------------------------------------------------------------------------------- */

bool subdomain_check_quota(struct call *call)
{
    int count = subdomain_names_locked(call->now_ms);
    for (size_t at = 0; region_next(call->region, &subdomain_kind, &at);)
        count++;
    return count < MOST_SUBDOMAINS ||
           call_fail_input(call, "You have reached the maximum number of subdomains: %d", MOST_SUBDOMAINS);
}

struct resource *subdomain_create(struct call *call, const char *name)
{
    const char *top = subdomain_top(name);
    json_t *members = json_pack("{s:s+, s:i, s:s}", "fqdn", name, "." SUBDOMAIN_ZONE, "depth",
                                top == name ? 1 : 2, "state", "CREATING");
    if (top != name)
        json_object_set_new(members, "parentFqdn", json_sprintf("%s." SUBDOMAIN_ZONE, top));
    struct resource *subdomain = kind_create(call, &subdomain_kind, name, NULL, name, members);
    json_object_del(subdomain->document, "resourceType");
    resource_changed(subdomain);
    subdomain_name_use(name);
    return subdomain;
}

static bool create(struct call *call)
{
    const char *name = call_string(call, "subdomainName");
    if (!home_region_check(call, "Subdomain") || !subdomain_name_check_free(call, name) ||
        !subdomain_check_quota(call) || !tags_check(call, 0))
        return false;
    struct resource *subdomain = subdomain_create(call, name);
    resource_plan(call->region, subdomain, "created", call->now_ms + call->options->operation_ms);
    operation_add_for(call, "CreateSubdomain", subdomain, NULL);
    return subdomain_answer(call, subdomain);
}

/* It is gone at once; its parent, or the name itself, may become implicit. */
static bool delete (struct call *call)
{
    struct resource *subdomain = home_region_check(call, "Subdomain")
                                     ? call_find(call, &subdomain_kind, "subdomainName")
                                     : NULL;
    if (!subdomain)
        return false;
    const char *state = resource_string(subdomain, "state");
    if (strcmp(state, "UNATTACHED") != 0 && strcmp(state, "CREATE_FAILED") != 0)
        return call_fail(
            call, FAILURE_OPERATION, "OperationFailure",
            "The subdomain %s is in the state %s. It can be deleted in the states UNATTACHED and "
            "CREATE_FAILED.",
            resource_name(subdomain), state);
    char *name = memory_copy(resource_name(subdomain));
    if (json_object_get(subdomain->hidden, "wasAttached"))
        subdomain_name_lock(name, call->now_ms);
    operation_add_for(call, "DeleteSubdomain", subdomain, NULL);
    if (call->end == END_NEVER)
        resource_plan(call->region, subdomain, WORD_GONE, call->now_ms);
    else
        resource_delete(call->region, subdomain);
    operation_answer(call);
    if (first_nested(call->region, name)) {
        call->out.length--; /* the closing brace comes later */
        text_add(&call->out, ",\"subdomain\":");
        print(call, implicit(name));
        text_add(&call->out, "}");
    }
    free(name);
    return true;
}

static bool get_one(struct call *call, const char *name)
{
    const struct resource *subdomain = region_find_kind(call->region, &subdomain_kind, name);
    if (!subdomain && !first_nested(call->region, name))
        return call_fail_not_found(call, &subdomain_kind, name);
    text_add(&call->out, "{\"subdomains\":[");
    print(call, subdomain ? shown(subdomain, true) : implicit(name));
    text_add(&call->out, "]}");
    return true;
}

/* What the list has at the place of this one; NULL: nothing. */
static json_t *top_at(const struct region *region, const struct resource *subdomain)
{
    const char *name = resource_name(subdomain), *top = subdomain_top(name);
    if (top == name)
        return with_children(region, shown(subdomain, false));
    bool is_first = first_nested(region, top) == subdomain &&
                    !region_find_kind((struct region *)(uintptr_t)region, &subdomain_kind, top);
    return is_first ? with_children(region, implicit(top)) : NULL;
}

static bool get(struct call *call)
{
    const char *name = call_string(call, "subdomainName");
    uint64_t after, last = 0;
    size_t count = 0, at = 0;
    if (!home_region_check(call, "Subdomain"))
        return false;
    if (name && call_string(call, "pageToken"))
        return call_fail_input(call, "subdomainName and pageToken cannot be used together");
    if (name)
        return get_one(call, name);
    if (!page_begin(call, "subdomains", &after))
        return false;
    const struct resource *subdomain;
    while ((subdomain = region_next(call->region, &subdomain_kind, &at))) {
        json_t *top = subdomain->sequence > after ? top_at(call->region, subdomain) : NULL;
        if (!top)
            continue;
        if (!page_next(call, &count)) {
            json_decref(top);
            page_end(call, last);
            return true;
        }
        print(call, top);
        last = subdomain->sequence;
    }
    page_end(call, 0);
    return true;
}

const struct kind subdomain_kind = {
    .api = "Subdomain",
    .plural = "subdomains",
    .name_member = "subdomainName",
    .member = "subdomain",
    .list_member = "subdomains",
    .shown_name = "subdomainName",
    .taggable = true,
    .no_support_code = true,
    .transition = transition,
};

static const struct api subdomains_api[] = {
    {.name = "CreateSubdomain", .handle = create, .input = INPUT(SUBDOMAIN, TAGS)},
    {.name = "DeleteSubdomain", .handle = delete, .input = INPUT(SUBDOMAIN)},
    {.name = "GetSubdomains",
     .shows = OF_MANY,
     .one_with = "subdomainName",
     .handle = get,
     .input = INPUT(OPTIONAL("subdomainName", STRING), OPTIONAL("pageToken", STRING))},
    {0},
};
const struct family subdomains_family = {.kinds = {&subdomain_kind}, .api = subdomains_api};
