/*
 * filter.c — names against a regular expression, tags against a map. Must not know any resource.
 */
#include "runtime/filter.h"

#include <regex.h>

#include "runtime/tags.h"

struct filter {
    regex_t name;
    bool has_name;
    struct tf_strings tags;
};

static void free_regex(void *compiled)
{
    regfree(compiled);
}

bool filter_new(struct call *c, const struct tf_string *name_regex, const struct tf_strings *tags,
                const struct filter **ret_filter)
{
    struct filter *filter = arena_new_object(c->mem, struct filter);
    *ret_filter = filter;
    if (tags != NULL && TF_IS_KNOWN(*tags))
        filter->tags = *tags;
    if (name_regex == NULL || !TF_IS_KNOWN(*name_regex))
        return true;
    int code = regcomp(&filter->name, str_z(c->mem, name_regex->v), REG_EXTENDED | REG_NOSUB);
    if (code == 0) {
        filter->has_name = true;
        arena_defer(c->mem, free_regex, &filter->name);
        return true;
    }
    char reason[128];
    regerror(code, &filter->name, reason, sizeof reason);
    return fail_at(&c->err, ERR_USER, "name_regex", "not a regular expression: %s", reason);
}

static bool has_tags(const struct tf_strings *tags, const struct tf_strings *wanted)
{
    for (size_t i = 0; i < wanted->count; i++) {
        const struct tf_string *value = tags_get(tags, wanted->keys[i]);
        if (value == NULL || !str_eq(value->v, wanted->v[i].v))
            return false;
    }
    return true;
}

bool filter_matches(struct call *c, const struct filter *filter, const json_t *answer)
{
    if (filter->has_name &&
        regexec(&filter->name, str_z(c->mem, json_member_text(answer, "name")), 0, NULL, 0) != 0)
        return false;
    if (filter->tags.count == 0)
        return true;
    struct tf_strings tags = tags_of_answer(c, json_object_get(answer, "tags"));
    return has_tags(&tags, &filter->tags);
}
