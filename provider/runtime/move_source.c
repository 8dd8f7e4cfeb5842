/*
 * move_source.c — reads members of another provider's stored state. Knows JSON and fields; must not know any
 * resource.
 */
#include "runtime/move_source.h"

#include "tf/number.h"

static bool odd(struct call *c, const char *path, const char *wanted)
{
    return fail(&c->err, ERR_USER, "the member '%s' of the stored state is not %s", path, wanted);
}

/* NULL for a member that is missing or null. A parent that is not an object counts as missing. */
static const json_t *member(const json_t *source, const char *path)
{
    const json_t *value = json_at(source, path);
    return value == NULL || json_is_null(value) ? NULL : value;
}

bool source_text(struct call *c, const json_t *source, const char *path, struct tf_string *ret)
{
    const json_t *value = member(source, path);
    *ret = (struct tf_string){0};
    if (value == NULL)
        return true;
    if (!json_is_string(value))
        return odd(c, path, "a text");
    if (json_string_length(value) > 0)
        *ret = tf_string(json_text(value));
    return true;
}

bool source_name(struct call *c, const json_t *source, const char *path, const char *other_path,
                 struct tf_string *ret)
{
    TRY(source_text(c, source, path, ret));
    if (TF_IS_NULL(*ret))
        TRY(source_text(c, source, other_path, ret));
    if (TF_IS_NULL(*ret))
        return fail(&c->err, ERR_USER, "the stored state has neither '%s' nor '%s'", path, other_path);
    return true;
}

bool source_bool(struct call *c, const json_t *source, const char *path, struct tf_bool *ret)
{
    const json_t *value = member(source, path);
    *ret = (struct tf_bool){0};
    if (value == NULL)
        return true;
    if (!json_is_boolean(value))
        return odd(c, path, "true or false");
    *ret = tf_bool(json_is_true(value));
    return true;
}

bool source_number(struct call *c, const json_t *source, const char *path, struct tf_number *ret)
{
    const json_t *value = member(source, path);
    struct str text = json_text(value);
    *ret = (struct tf_number){0};
    if (value == NULL || (json_is_string(value) && text.len == 0))
        return true;
    bool is_number = json_is_integer(value)
                         ? (text = number_from_int64(c->mem, json_integer_value(value)), true)
                     : json_is_real(value)   ? number_from_double(c->mem, json_real_value(value), &text)
                     : json_is_string(value) ? number_parse(c->mem, text, &text)
                                             : false;
    if (!is_number)
        return odd(c, path, "a number");
    *ret = (struct tf_number){TF_KNOWN, text};
    return true;
}

bool source_int(struct call *c, const json_t *source, const char *path, struct tf_int *ret)
{
    struct tf_number number;
    int64_t whole;
    *ret = (struct tf_int){0};
    TRY(source_number(c, source, path, &number));
    if (TF_IS_NULL(number))
        return true;
    if (!number_to_int64(number.v, &whole))
        return odd(c, path, "a whole number");
    *ret = tf_int(whole);
    return true;
}

bool source_texts(struct call *c, const json_t *source, const char *path, bool empty_is_null,
                  struct tf_strings *ret)
{
    const json_t *value = member(source, path);
    *ret = (struct tf_strings){0};
    if (value == NULL)
        return true;
    if (!json_is_array(value))
        return odd(c, path, "a list");
    ret->count = json_array_size(value);
    if (ret->count == 0 && empty_is_null)
        return true;
    struct tf_string *items = arena_new_array(c->mem, struct tf_string, ret->count);
    for (size_t i = 0; i < ret->count; i++) {
        const json_t *item = json_array_get(value, i);
        if (!json_is_string(item))
            return odd(c, path, "a list of texts");
        items[i] = tf_string(json_text(item));
    }
    ret->is = TF_KNOWN;
    ret->v = items;
    return true;
}

bool source_make_map(struct call *c, const char *path, struct str *keys, struct tf_string *values,
                     size_t count, struct tf_strings *ret)
{
    *ret = (struct tf_strings){0};
    for (size_t i = 1; i < count; i++) {
        for (size_t at = i; at > 0 && str_cmp(keys[at - 1], keys[at]) >= 0; at--) {
            struct str key = keys[at];
            struct tf_string value = values[at];
            if (str_eq(keys[at - 1], key))
                return odd(c, path, "without repeated keys");
            keys[at] = keys[at - 1];
            values[at] = values[at - 1];
            keys[at - 1] = key;
            values[at - 1] = value;
        }
    }
    if (count > 0)
        *ret = (struct tf_strings){.is = TF_KNOWN, .count = count, .keys = keys, .v = values};
    return true;
}

bool source_map(struct call *c, const json_t *source, const char *path, struct tf_strings *ret)
{
    const json_t *value = member(source, path);
    size_t count = 0;
    *ret = (struct tf_strings){0};
    if (value == NULL)
        return true;
    if (!json_is_object(value))
        return odd(c, path, "a map");
    struct str *keys = arena_new_array(c->mem, struct str, json_object_size(value));
    struct tf_string *values = arena_new_array(c->mem, struct tf_string, json_object_size(value));
    const char *key;
    json_t *item;
    json_object_foreach ((json_t *)(uintptr_t)value, key, item) {
        if (!json_is_string(item) && !json_is_null(item))
            return odd(c, path, "a map of texts");
        keys[count] = str_c(key);
        values[count++] = tf_string(json_is_null(item) ? STR("") : json_text(item));
    }
    return source_make_map(c, path, keys, values, count, ret);
}

bool source_tags(struct call *c, const json_t *source, struct tf_strings *ret_tags,
                 struct tf_strings *ret_tags_all)
{
    TRY(source_map(c, source, "tags", ret_tags));
    TRY(source_map(c, source, "tags_all", ret_tags_all));
    ret_tags_all->is = TF_KNOWN;
    return true;
}

bool source_objects(struct call *c, const json_t *source, const char *path, size_t most, const json_t **ret)
{
    const json_t *value = member(source, path);
    *ret = NULL;
    if (value == NULL)
        return true;
    if (!json_is_array(value))
        return odd(c, path, "a list");
    for (size_t i = 0; i < json_array_size(value); i++) {
        if (!json_is_object(json_array_get(value, i)))
            return odd(c, path, "a list of objects");
    }
    if (json_array_size(value) > most)
        return fail(&c->err, ERR_USER, "the member '%s' of the stored state has %zu items, more than %zu",
                    path, json_array_size(value), most);
    *ret = value;
    return true;
}

bool source_tag_objects(struct call *c, const json_t *source, const char *path, struct tf_strings *ret_tags)
{
    enum { MOST = 1000 };
    const json_t *tags;
    TRY(source_objects(c, source, path, MOST, &tags));
    size_t count = json_array_size(tags);
    struct str *keys = arena_new_array(c->mem, struct str, count);
    struct tf_string *values = arena_new_array(c->mem, struct tf_string, count);
    for (size_t i = 0; i < count; i++) {
        struct tf_string key;
        TRY(source_name(c, json_array_get(tags, i), "key", "key", &key));
        TRY(source_text(c, json_array_get(tags, i), "value", &values[i]));
        keys[i] = key.v;
        if (TF_IS_NULL(values[i]))
            values[i] = tf_string(STR(""));
    }
    return source_make_map(c, path, keys, values, count, ret_tags);
}
