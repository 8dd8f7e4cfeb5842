/*
 * yaml_read.h — a YAML text as JSON values. Knows YAML; must not know what the text is for.
 */
#ifndef CLI_YAML_READ_H
#define CLI_YAML_READ_H

#include "base/json.h"

/*
 * Parses one document. Every scalar is a string as it is written ("8080", "1.10", "yes"), because only the reader knows its
 * type; a plain null, ~ or empty scalar is null. Anchors, aliases and tags are errors, and so are keys that are not
 * scalars or occur twice, more than one document, NUL, and more than 32 levels. The result belongs to the arena. Errors:
 * ERR_USER with line and column.
 */
bool yaml_read(struct arena *mem, struct str text, json_t **ret_value, struct err *err) MUST_USE;

#endif
