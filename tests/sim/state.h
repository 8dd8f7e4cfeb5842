/*
 * state.h — the whole world as JSON: for /_sim/state, and for the file of --state.
 * It must not know what any member means.
 */
#ifndef SIM_STATE_H
#define SIM_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

/*
 * {"regions":{name:{"instances":{name:{...}},...}},"default_key_pairs":{...}}; every instance shows its user data too.
 * The world must be locked.
 */
void state_print(struct text *out, int64_t now_ms);

/* A line "REGION TYPE NAME" for each thing that exists, the type as state_print names it. The world must be locked. */
void state_print_names(struct text *out, int64_t now_ms);

/* Writes the file atomically; a failure is said on stderr, the program goes on. The world must be locked. */
void state_save(const char *path);

/* Loads what state_save wrote; an absent file is an empty world. False, after saying why, for a broken one. */
bool state_load(const char *path);

/* Writes length bytes beside path and moves them there. False after saying why on stderr. */
bool file_write_atomic(const char *path, const char *data, size_t length);

#endif
