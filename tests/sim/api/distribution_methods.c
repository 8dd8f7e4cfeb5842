/*
 * distribution_methods.c — the HTTP methods of a distribution, which are a choice of three texts. It must not know
 * what is cached.
 */
#include "api/distribution_methods.h"

#include <string.h>

/* Source: the text of CacheSettings. */
static const char *const choices[METHODS] = {"GET,HEAD", "GET,HEAD,OPTIONS",
                                             "GET,HEAD,OPTIONS,PUT,PATCH,POST,DELETE"};

/* Whether a method of this length is one of the list. */
static bool has(const char *list, const char *method, size_t length)
{
    for (const char *at = list; *at;) {
        size_t next = strcspn(at, ",");
        if (next == length && !strncmp(at, method, length))
            return true;
        at += next + (at[next] == ',');
    }
    return false;
}

static bool has_all(const char *list, const char *methods)
{
    for (const char *at = methods; *at;) {
        size_t length = strcspn(at, ",");
        if (!has(list, at, length))
            return false;
        at += length + (at[length] == ',');
    }
    return true;
}

/* METHODS when it is none of them. */
static enum methods choice_of(const char *text)
{
    int choice = 0;
    while (choice < METHODS && !(has_all(choices[choice], text) && has_all(text, choices[choice])))
        choice++;
    return (enum methods)choice;
}

const char *distribution_methods(const char *text, enum methods otherwise)
{
    return choices[text ? choice_of(text) : otherwise];
}

bool distribution_methods_check(struct call *call, const json_t *settings)
{
    const char *allowed = json_string_value(json_object_get(settings, "allowedHTTPMethods"));
    const char *cached = json_string_value(json_object_get(settings, "cachedHTTPMethods"));
    if (allowed && choice_of(allowed) == METHODS)
        return call_fail_input(call, "The value of allowedHTTPMethods is not valid: %s", allowed);
    if (cached && choice_of(cached) >= METHODS_ALL)
        return call_fail_input(call, "The value of cachedHTTPMethods is not valid: %s", cached);
    return !cached || !allowed || has_all(allowed, cached) ||
           call_fail_input(call, "cachedHTTPMethods (%s) must be among allowedHTTPMethods (%s)", cached,
                           allowed);
}
