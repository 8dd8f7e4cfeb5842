/*
 * output.h — the directory of generated files: a file is written only when it differs, so that nothing is
 * compiled again without need, and files of removed records are deleted. Knows files; must not know their
 * contents.
 */
#ifndef SCHEMAC_OUTPUT_H
#define SCHEMAC_OUTPUT_H

#include "base/err.h"

struct output {
    struct arena *mem;
    const char *folder;
    const char
        *mark; /* the first bytes of every generated file: only files that begin with it are ever deleted */
    struct str *names; /* the files written in this run */
    size_t count, capacity;
};

/* The mark of generated C. */
#define OUTPUT_MARK "/* Made by schemac from "

/* Writes the text to the file unless the file has it already. Errors: ERR_USER. */
bool output_write(struct output *output, struct str name, struct str text, struct err *err) MUST_USE;

/* Creates the directory unless it exists. Errors: ERR_USER. */
bool output_make_folder(const char *folder, struct err *err) MUST_USE;

/* Deletes the generated files that were not written in this run: those of removed records. */
bool output_remove_stale(struct output *output, struct err *err) MUST_USE;

#endif
