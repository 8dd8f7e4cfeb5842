/*
 * output.h — the folder of generated files: written only when different, so that nothing is compiled in vain, and without
 * leftovers. Knows files; must not know what is in them.
 */
#ifndef SCHEMAC_OUTPUT_H
#define SCHEMAC_OUTPUT_H

#include "base/err.h"

struct output {
    struct arena *mem;
    const char *folder;
    const char
        *mark; /* first bytes of every generated file: only files that begin with it are ever removed */
    struct str *names; /* of the files written in this run */
    size_t count, capacity;
};

/* The mark of generated C. */
#define OUTPUT_MARK "/* Made by schemac from "

/* Puts the text into the file unless it is there already. Errors: ERR_USER. */
bool output_write(struct output *output, struct str name, struct str text, struct err *err) MUST_USE;

/* Makes the folder unless it is there. Errors: ERR_USER. */
bool output_make_folder(const char *folder, struct err *err) MUST_USE;

/* Removes the generated files that were not written in this run: those of records that vanished. */
bool output_remove_stale(struct output *output, struct err *err) MUST_USE;

#endif
