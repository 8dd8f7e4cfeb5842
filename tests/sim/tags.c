/*
 * tags.c — tags: their limits, and how a list of them is merged into a resource. It must not know which kind
 * of resource has them.
 */
#include "tags.h"

#include <ctype.h>
#include <string.h>

const struct member tag_members[] = {OPTIONAL("key", STRING), OPTIONAL("value", STRING), {0}};

enum { TAGS_MAXIMUM = 50, KEY_MAXIMUM = 128, VALUE_MAXIMUM = 256 };

/* Characters, not bytes: the limits of AWS count characters. */
static size_t length_of(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

/* Letters, digits and spaces of any script, and + - = . _ : / @ */
static bool has_allowed_characters(const char *text)
{
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte < 0x80 && !isalnum(byte) && byte != ' ' && !strchr("+-=._:/@", byte))
            return false;
    }
    return true;
}

json_t *tags_find(json_t *tags, const char *key, size_t *ret_index)
{
    size_t i;
    json_t *tag;
    json_array_foreach (tags, i, tag)
        if (!strcmp(json_string_value(json_object_get(tag, "key")), key)) {
            *ret_index = i;
            return tag;
        }
    return NULL;
}

static bool check_tag(struct call *call, const json_t *tag)
{
    const char *key = json_string_value(json_object_get(tag, "key"));
    const char *value = json_string_value(json_object_get(tag, "value"));
    if (!key || !*key)
        return call_fail_input(call, "Tag keys must not be empty");
    if (length_of(key) > KEY_MAXIMUM)
        return call_fail_input(call, "The tag key is longer than %d characters: %s", KEY_MAXIMUM, key);
    if (value && length_of(value) > VALUE_MAXIMUM)
        return call_fail_input(call, "The value of the tag %s is longer than %d characters", key,
                               VALUE_MAXIMUM);
    if (!strncasecmp(key, "aws:", 4))
        return call_fail_input(call, "Tag keys must not begin with aws: %s", key);
    if (!has_allowed_characters(key) || (value && !has_allowed_characters(value)))
        return call_fail_input(
            call, "Tags may contain letters, numbers, spaces and + - = . _ : / @ only. Check the tag: %s",
            key);
    return true;
}

bool tags_check(struct call *call, size_t already)
{
    json_t *tags = json_object_get(call->input, "tags"), *tag;
    size_t i, other = 0;
    json_array_foreach (tags, i, tag) {
        if (!check_tag(call, tag))
            return false;
        const char *key = json_string_value(json_object_get(tag, "key"));
        if (tags_find(tags, key, &other) && other != i)
            return call_fail_input(call, "Tag keys must be unique per resource: %s", key);
    }
    if (already + json_array_size(tags) > TAGS_MAXIMUM)
        return call_fail_input(call, "A resource can have at most %d tags", TAGS_MAXIMUM);
    return true;
}

bool tags_check_values(struct call *call)
{
    const json_t *tags = json_object_get(call->input, "tags");
    for (size_t i = 0; i < json_array_size(tags); i++) {
        const json_t *tag = json_array_get(tags, i);
        const char *key = json_string_value(json_object_get(tag, "key")),
                   *value = json_string_value(json_object_get(tag, "value"));
        if (!value || !*value)
            return call_fail_input(call, "The tag needs a value: %s", key ? key : "");
    }
    return true;
}

void tags_merge(struct resource *resource, const json_t *tags)
{
    json_t *mine = json_object_get(resource->document, "tags"), *tag;
    size_t i, place;
    json_array_foreach ((json_t *)(uintptr_t)tags, i, tag) {
        json_t *copy = json_object();
        json_object_set(copy, "key", json_object_get(tag, "key"));
        if (json_is_string(json_object_get(tag, "value")))
            json_object_set(copy, "value", json_object_get(tag, "value"));
        if (tags_find(mine, json_string_value(json_object_get(tag, "key")), &place))
            json_array_set_new(mine, place, copy);
        else
            json_array_append_new(mine, copy);
    }
    resource_changed(resource);
}
