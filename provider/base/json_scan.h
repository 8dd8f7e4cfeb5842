/*
 * json_scan.h — JSON as it stands in a text: where its values begin and end, without a value built for each. Knows JSON; must not
 * know any schema, nor tell what is wrong with a text that is none.
 *
 * What it does not take for JSON may be some all the same (a member's name with an escape in it): base/json.h decides, and says why.
 */
#ifndef BASE_JSON_SCAN_H
#define BASE_JSON_SCAN_H

#include <jansson.h>
#include <stdbool.h>

#include "base/str.h"

/* The value of a text, a new reference; NULL when the text is not plain JSON. Duplicate names are not, nor what is deeper than 512. */
json_t *json_scan_build(struct str text);

/*
 * A way through the members of an object or the elements of an array: begin, next until it is false; then is_good tells whether it came
 * to the end of plain JSON. Names and values are parts of the text, names without their quotes. Duplicate names are not noticed.
 */
struct json_walk {
    const char *at, *end;
    char close; /* of what is walked through; 0: neither an object nor an array */
    bool has_begun, is_good;
};
struct json_walk json_walk_begin(struct str text);
bool json_walk_next(struct json_walk *walk, struct str *ret_name, struct str *ret_value);

/* Whether the text is an object, to its end. */
bool json_scan_is_object(struct str text);

#endif
