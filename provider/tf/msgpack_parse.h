/*
 * msgpack_parse.h — MessagePack bytes to a tree of msgpack_object, safe for malicious input. Private to the
 * codec: msgpack-c's own unpacker allocates what a length announces before it reads the bytes, and stops at
 * 32 levels.
 */
#ifndef TF_MSGPACK_PARSE_H
#define TF_MSGPACK_PARSE_H

/* The parser's stack: the deepest nesting that it accepts. */
enum { MSGPACK_MAX_DEPTH = 128 };
#define MSGPACK_EMBED_STACK_SIZE MSGPACK_MAX_DEPTH
#include <msgpack.h>

#include "base/err.h"
#include "base/str.h"

/*
 * Reads exactly one object. Texts and extensions point into `bytes`; arrays and maps are in the arena and
 * never have more entries than there are bytes. bin becomes MSGPACK_OBJECT_STR, float becomes
 * MSGPACK_OBJECT_FLOAT64. Errors: ERR_PROTOCOL for a truncated, malformed or too deep object, and for bytes
 * after it.
 */
bool msgpack_parse(struct arena *mem, struct str bytes, msgpack_object *ret_object, struct err *err) MUST_USE;

#endif
