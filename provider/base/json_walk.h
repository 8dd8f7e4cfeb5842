/*
 * json_walk.h — through the members of an object or the elements of an array as they stand in a text, without a value built for any of them: who
 * needs a few parts of a long text parses those alone (base/json.h). Knows brackets and quotes; what is inside a part is for the parser to judge.
 */
#ifndef BASE_JSON_WALK_H
#define BASE_JSON_WALK_H

#include <stdbool.h>

#include "base/str.h"

/*
 * Begin, next until it is false; then is_good tells whether it came to the end of the object or array, and of the text. Names and values are parts
 * of the text, names without their quotes; a name with an escape in it ends the walk. Duplicate names are not noticed.
 */
struct json_walk {
    const char *at, *end;
    char close; /* of what is walked through; 0: neither an object nor an array, or over */
    bool has_begun, is_good;
};
struct json_walk json_walk_begin(struct str text);
bool json_walk_next(struct json_walk *walk, struct str *ret_name, struct str *ret_value);

/* Whether the text is an object, from its first bracket to its last. */
bool json_walk_is_object(struct str text);

#endif
