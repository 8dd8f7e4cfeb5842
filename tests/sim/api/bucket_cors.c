/*
 * bucket_cors.c — the form of CORS rules. It must not know any bucket.
 */
#include "api/bucket_cors.h"

#include <stdlib.h>
#include <string.h>

/* Sources: the model; the reference of S3 for the size of a configuration. */
enum { MOST_RULES = 20, LONGEST_ID = 255, LARGEST_BYTES = 64 * 1024 };

static const char *const methods[] = {"DELETE", "GET", "HEAD", "POST", "PUT", NULL};
static const struct member rule_members[] = {OPTIONAL("id", STRING),
                                             WORDS("allowedMethods", methods, true),
                                             REQUIRED("allowedOrigins", STRINGS),
                                             OPTIONAL("allowedHeaders", STRINGS),
                                             OPTIONAL("exposeHeaders", STRINGS),
                                             OPTIONAL("maxAgeSeconds", INTEGER),
                                             {0}};
const struct member bucket_cors_members[] = {PARTS("rules", STRUCTURES, rule_members, false), {0}};

/* Each text has at most so many wildcards. The words are those of S3. */
static bool check_wildcards(struct call *call, const json_t *rule, const char *member, int most)
{
    const json_t *list = json_object_get(rule, member), *element;
    size_t i;
    json_array_foreach ((json_t *)(uintptr_t)list, i, element) {
        int count = 0;
        for (const char *at = json_string_value(element); *at; at++)
            count += *at == '*';
        if (count > most)
            return call_fail_input(call, "%s \"%s\" can not have more than %s", member,
                                   json_string_value(element), most ? "one wildcard" : "no wildcard");
    }
    return true;
}

static bool check_rule(struct call *call, const json_t *rule)
{
    const char *id = json_string_value(json_object_get(rule, "id"));
    if (id && strlen(id) > LONGEST_ID)
        return call_fail_input(call, "The ID of a CORS rule can have at most %d characters", LONGEST_ID);
    if (json_array_size(json_object_get(rule, "allowedMethods")) == 0 ||
        json_array_size(json_object_get(rule, "allowedOrigins")) == 0)
        return call_fail_input(call, "Each CORS rule must identify at least one origin and one method");
    if (json_integer_value(json_object_get(rule, "maxAgeSeconds")) < 0)
        return call_fail_input(call, "maxAgeSeconds must not be negative");
    return check_wildcards(call, rule, "allowedOrigins", 1) &&
           check_wildcards(call, rule, "allowedHeaders", 1) &&
           check_wildcards(call, rule, "exposeHeaders", 0);
}

bool bucket_cors_check(struct call *call)
{
    const json_t *rules = json_object_get(json_object_get(call->input, "cors"), "rules");
    if (json_array_size(rules) > MOST_RULES)
        return call_fail_input(call, "A bucket can have at most %d CORS rules", MOST_RULES);
    for (size_t i = 0; i < json_array_size(rules); i++)
        if (!check_rule(call, json_array_get(rules, i)))
            return false;
    struct text text = {0};
    if (rules)
        text_add_json_value(&text, rules);
    bool fine = text.length <= LARGEST_BYTES ||
                call_fail_input(call, "The CORS configuration can have at most %d bytes", LARGEST_BYTES);
    text_free(&text);
    return fine;
}
