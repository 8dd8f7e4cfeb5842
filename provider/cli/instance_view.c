/*
 * instance_view.c — reading instances for several subcommands. Knows the reading operations; must not print
 * results.
 */
#include "cli/instance_view.h"

bool tag_parse(const char *text, struct str *ret_key, struct str *ret_value)
{
    *ret_value = (struct str){NULL, 0};
    if (!str_cut(str_c(text), '=', ret_key, ret_value))
        *ret_key = str_c(text);
    else if (ret_value->data == NULL)
        *ret_value = STR("");
    return ret_key->len > 0;
}

struct str near_names(struct session *s, const json_t *items, const char *member, struct str wanted)
{
    enum { FARTHEST = 3, MOST = 3 };
    struct buf near = buf_new(s->mem, 400);
    int count = 0;
    for (size_t limit = 1; limit <= FARTHEST; limit++) {
        for (size_t i = 0; i < json_array_size(items) && count < MOST; i++) {
            struct str name = json_member_text(json_array_get(items, i), member);
            if (str_distance(name, wanted, FARTHEST) == limit && limit < wanted.len)
                buf_printf(&near, "%s'%.*s'", count++ > 0 ? ", " : "", STR_ARG(name));
        }
    }
    return count > 0 ? str_printf(s->mem, "did you mean %.*s?", STR_ARG(buf_str(&near))) : STR("");
}

/* ---- one instance ---- */

bool instance_get(struct session *s, struct str name, json_t **ret_instance)
{
    json_t *all = NULL;
    if (ls_view_find(s->client, session_scope(s), LS_KIND_INSTANCE, name, STR(""), ret_instance, &s->err))
        return true;
    struct err missing = s->err;
    if (missing.kind != ERR_NOT_FOUND)
        return false;
    struct str near = STR("");
    if (session_list(s, OP_GET_INSTANCES, NULL, "instances", &all))
        near = near_names(s, all, "name", name);
    s->err = missing;
    struct str region = ls_client_region(s->client);
    return fail_hint(&s->err,
                     "--name: %.*s%sTo show the existing instances: 'quants-infra infra list "
                     "--region %.*s'.",
                     STR_ARG(near), near.len > 0 ? " " : "", STR_ARG(region));
}

bool instance_has_tag(const json_t *instance, struct str key, struct str value)
{
    const json_t *tags = json_object_get(instance, "tags");
    for (size_t i = 0; i < json_array_size(tags); i++) {
        const json_t *tag = json_array_get(tags, i);
        if (str_eq(json_member_text(tag, "key"), key) &&
            (value.data == NULL || str_eq(json_member_text(tag, "value"), value)))
            return true;
    }
    return false;
}

bool instance_has_tags(const json_t *instance, const struct given *given, int option)
{
    size_t at = 0;
    for (const char *text; (text = given_next(given, option, &at)) != NULL;) {
        struct str key, value;
        if (!tag_parse(text, &key, &value) || !instance_has_tag(instance, key, value))
            return false;
    }
    return true;
}

const char *tags_without_key(const struct given *given, int option)
{
    size_t at = 0;
    for (const char *text; (text = given_next(given, option, &at)) != NULL;) {
        struct str key, value;
        if (!tag_parse(text, &key, &value))
            return text;
    }
    return NULL;
}

/* ---- static IPs ---- */

struct str own_static_ip_name(struct session *s, struct str instance_name)
{
    return str_printf(s->mem, "%.*s-ip", STR_ARG(instance_name));
}
