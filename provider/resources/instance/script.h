/*
 * script.h — launch scripts as texts: which are equal, and which cannot run. Pure; must not know where they
 * run. A script may contain secrets: no message shows its text.
 */
#ifndef RESOURCES_SCRIPT_H
#define RESOURCES_SCRIPT_H

#include "tf/field.h"

/* Equal except for line endings (CRLF or LF), a byte order mark and newlines at the end. Null and unknown
 * as in tf_string_equal. */
bool script_equal(struct arena *mem, struct tf_string a, struct tf_string b);

/* Why Linux cannot run the first line, as a sentence; NULL when no problem is found. */
const char *script_fault(struct str text);

#endif
