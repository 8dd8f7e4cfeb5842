/*
 * subdomain_names.c — the names below amazonlightsail.com: their form, who has them, reservations. It must not know
 * what a subdomain leads to.
 */
#include "api/subdomain_names.h"

#include <string.h>

#include "api/home_region.h"
#include "api/subdomains.h"
#include "families.h"

/* Source: the texts of CheckSubdomainAvailability and DeleteSubdomain. Which names are reserved is assumed. */
enum { LONGEST_NAME = 39, MOST_RESERVATIONS = 5, MINUTES_RESERVED = 15, DAYS_LOCKED = 30 };
#define DAY_MS ((int64_t)24 * 60 * 60 * 1000)
static const char *const reserved[] = {"admin", "amazon", "api", "aws", "lightsail", "mail", "www"};

/* {name: true} and {name: the time when it ends, in milliseconds}, in the account. */
static const char foreign_member[] = "foreignSubdomains", reserved_member[] = "reservedSubdomains",
                  locked_member[] = "lockedSubdomains";

/* How many of these times are not over, of names other than this one (may be NULL). */
static int count_later(const char *member, const char *but, int64_t now_ms)
{
    const char *name;
    json_t *end_ms;
    int count = 0;
    json_object_foreach (world_facts(member), name, end_ms)
        count += json_integer_value(end_ms) > now_ms && (!but || strcmp(name, but) != 0);
    return count;
}

const char *subdomain_top(const char *name)
{
    const char *dot = strchr(name, '.');
    return dot ? dot + 1 : name;
}

/* ---- form -------------------------------------------------------------------------------------------------------- */

static bool is_label(const char *label, size_t length)
{
    return length > 0 && label[0] != '-' && label[length - 1] != '-' && strncmp(label, "xn--", 4) != 0 &&
           strspn(label, "abcdefghijklmnopqrstuvwxyz0123456789-") >= length;
}

bool subdomain_name_check(struct call *call, const char *name)
{
    const char *top = subdomain_top(name);
    size_t first = top == name ? 0 : (size_t)(top - name - 1);
    bool fine = strlen(name) <= LONGEST_NAME && is_label(top, strlen(top)) &&
                (top == name || is_label(name, first));
    return fine || call_fail_input(call,
                                   "The subdomain is not valid: %s. It has one or two labels of lowercase "
                                   "letters, numbers and hyphens, and at most %d characters.",
                                   name, LONGEST_NAME);
}

/* ---- who has a name ---------------------------------------------------------------------------------------------- */

bool subdomain_name_is_free(struct call *call, const char *name)
{
    const char *top = subdomain_top(name);
    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
        if (!strcmp(reserved[i], top))
            return false;
    return !json_object_get(world_facts(foreign_member), top) && !region_find(call->region, name);
}

bool subdomain_name_check_free(struct call *call, const char *name)
{
    return subdomain_name_check(call, name) && call_check_free_name(call, name) &&
           (subdomain_name_is_free(call, name) ||
            call_fail_input(call, "The subdomain is not available: %s", name));
}

void subdomain_name_set_foreign(const char *name, bool is_foreign)
{
    if (is_foreign)
        json_object_set_new(world_facts(foreign_member), name, json_true());
    else
        json_object_del(world_facts(foreign_member), name);
    world_touch();
}

void subdomain_name_use(const char *name)
{
    json_object_del(world_facts(reserved_member), subdomain_top(name));
    json_object_del(world_facts(locked_member), name);
}

void subdomain_name_lock(const char *name, int64_t now_ms)
{
    json_object_set_new(world_facts(locked_member), name, json_integer(now_ms + DAYS_LOCKED * DAY_MS));
}

int subdomain_names_locked(int64_t now_ms)
{
    return count_later(locked_member, NULL, now_ms);
}

/* ---- CheckSubdomainAvailability ---------------------------------------------------------------------------------- */

/* A second reservation of a name does not extend the first. */
static bool reserve(struct call *call, const char *top)
{
    if (json_integer_value(json_object_get(world_facts(reserved_member), top)) > call->now_ms)
        return true;
    if (count_later(reserved_member, top, call->now_ms) >= MOST_RESERVATIONS)
        return call_fail_input(call, "You have reached the maximum number of active reservations: %d",
                               MOST_RESERVATIONS);
    json_object_set_new(world_facts(reserved_member), top,
                        json_integer(call->now_ms + (int64_t)MINUTES_RESERVED * 60 * 1000));
    world_touch();
    return true;
}

static bool check_availability(struct call *call)
{
    const char *name = call_string(call, "subdomainName"), *top = subdomain_top(name);
    if (!home_region_check(call, "Subdomain") || !subdomain_name_check(call, name))
        return false;
    bool is_free = subdomain_name_is_free(call, name);
    if (is_free && call_true(call, "reserve") && !reserve(call, top))
        return false;
    int64_t end_ms = json_integer_value(json_object_get(world_facts(reserved_member), top));
    text_format(&call->out, "{\"available\":%s,\"subdomainName\":\"%s\"", is_free ? "true" : "false", name);
    if (end_ms > call->now_ms)
        text_format(&call->out, ",\"reservationExpiresAt\":%.3f", (double)end_ms / 1000);
    text_add(&call->out, "}");
    return true;
}

static const struct api subdomain_names_api[] = {
    {.name = "CheckSubdomainAvailability",
     .handle = check_availability,
     .input = INPUT(SUBDOMAIN, OPTIONAL("reserve", BOOLEAN))},
    {0},
};
const struct family subdomain_names_family = {.api = subdomain_names_api};
