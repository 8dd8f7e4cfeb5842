/*
 * json_walk.h — iterates over the members of an object or the elements of an array in a JSON text without
 * building values, for callers that parse only a few parts of a long text (base/json.h). Knows brackets and
 * quotes; must not check the content of a part, which the parser does.
 */
#ifndef BASE_JSON_WALK_H
#define BASE_JSON_WALK_H

#include <stdbool.h>

#include "base/str.h"

/*
 * Call json_walk_begin, then json_walk_next until it returns false; then is_good reports whether the whole
 * object or array, and the whole text, was read. Names and values are parts of the text, names without their
 * quotes; a name with an escape ends the iteration. Duplicate names are not detected.
 */
struct json_walk {
    const char *at, *end;
    char close; /* the opening bracket; 0: neither an object nor an array, or finished */
    bool has_begun, is_good;
};
struct json_walk json_walk_begin(struct str text);
bool json_walk_next(struct json_walk *walk, struct str *ret_name, struct str *ret_value);

/* Whether the text is an object, from its first bracket to its last. */
bool json_walk_is_object(struct str text);

#endif
