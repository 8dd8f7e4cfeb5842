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
 * {"regions":{name:{"instances":{name:{...}},...}},"default_key_pairs":{...}}; every instance has its user
 * data, too. The world must be locked.
 */
void state_print(struct text *out, int64_t now_ms);

/* A line "REGION TYPE NAME" for each object, the type as state_print names it. The world must be locked. */
void state_print_names(struct text *out, int64_t now_ms);

/*
 * Writes the file atomically; a failure is reported on stderr, and the program continues. The world must be
 * locked.
 */
void state_save(const char *path);

/*
 * Loads what state_save wrote; a missing file is an empty world. False, after an explanation, for an invalid
 * one.
 */
bool state_load(const char *path);

/* Writes length bytes to a file beside path and renames it. False after an explanation on stderr. */
bool file_write_atomic(const char *path, const char *data, size_t length);

#endif
