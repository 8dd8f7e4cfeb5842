/*
 * move_source.h — reading another provider's stored state: a member that is missing, null or empty is null; a
 * member of an unexpected type is an error that names it. Knows JSON and fields; must not know any resource.
 *
 * Older SDKs store "" for an argument that was not set, so an empty string means null. Paths go through
 * objects: "hardware.cpu_count". The results live as long as the source's JSON, which belongs to the call.
 * Errors: ERR_USER.
 */
#ifndef RUNTIME_MOVE_SOURCE_H
#define RUNTIME_MOVE_SOURCE_H

#include "runtime/move.h"

bool source_text(struct call *c, const json_t *source, const char *path, struct tf_string *ret) MUST_USE;
/* The first of the two that is not null; ERR_USER when both are. */
bool source_name(struct call *c, const json_t *source, const char *path, const char *other_path,
                 struct tf_string *ret) MUST_USE;
bool source_bool(struct call *c, const json_t *source, const char *path, struct tf_bool *ret) MUST_USE;
/* Numbers may also be strings. */
bool source_int(struct call *c, const json_t *source, const char *path, struct tf_int *ret) MUST_USE;
bool source_number(struct call *c, const json_t *source, const char *path, struct tf_number *ret) MUST_USE;
/* A list or a set of texts; null when there are none and `empty_is_null`. */
bool source_texts(struct call *c, const json_t *source, const char *path, bool empty_is_null,
                  struct tf_strings *ret) MUST_USE;
/* An object of strings. A null string becomes an empty one (a key-only tag). An empty object is null. */
bool source_map(struct call *c, const json_t *source, const char *path, struct tf_strings *ret) MUST_USE;
/* A list of objects, at most `most`; NULL when it is missing. */
bool source_objects(struct call *c, const json_t *source, const char *path, size_t most, const json_t **ret)
    MUST_USE;

/* `tags` and `tags_all`: the second is never null here. */
bool source_tags(struct call *c, const json_t *source, struct tf_strings *ret_tags,
                 struct tf_strings *ret_tags_all) MUST_USE;

/* A list of {key, value} as a map. A missing value is an empty string. */
bool source_tag_objects(struct call *c, const json_t *source, const char *path, struct tf_strings *ret_tags)
    MUST_USE;

/* A map of strings from keys and values in any order. ERR_USER when a key occurs twice. */
bool source_make_map(struct call *c, const char *path, struct str *keys, struct tf_string *values,
                     size_t count, struct tf_strings *ret) MUST_USE;

#endif
