/*
 * script.h — launch scripts as texts: which are the same, and which cannot run. Pure; must not know who runs them. A script may hold
 * secrets: nothing here shows one.
 */
#ifndef RESOURCES_SCRIPT_H
#define RESOURCES_SCRIPT_H

#include "tf/field.h"

/* Equal but for line ends (CRLF or LF), a byte order mark and newlines at the end. Null and unknown as tf_string_equal. */
bool script_equal(struct arena *mem, struct tf_string a, struct tf_string b);

/* Why Linux cannot run the first line, as a sentence; NULL when nothing speaks against it. */
const char *script_fault(struct str text);

#endif
