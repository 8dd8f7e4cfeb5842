/*
 * process.h — runs a program and reads its output. Knows processes, pipes and limits; must not know what the
 * program is for.
 */
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"

enum { PROCESS_MOST_OUTPUT_BYTES = 64 * 1024, PROCESS_TIME_LIMIT_MS = 60 * 1000 };

/* The stdout of a program, and the first 2 KiB of its stderr; both may contain secrets. */
struct process_output {
    struct str out, complaint;
};

/*
 * Runs `command` (split into words as a shell does, with quotes and backslashes, but without other features
 * of a shell) with this process's environment except Terraform's variables for its plugins, without input,
 * and without other open files. Its output is in `mem`, which wipes it. It and its children are killed when
 * the deadline ends, after `time_limit_ms`, and when they print more than 64 KiB. Errors: ERR_USER (missing
 * closing quote, no such program), ERR_CREDENTIALS (it failed; with its output), ERR_STOPPED, ERR_TIMEOUT.
 */
bool process_run(struct arena *mem, struct str command, int64_t time_limit_ms,
                 const struct deadline *deadline, struct process_output *ret_output, struct err *err)
    MUST_USE;

/* A program with its words, without a shell. */
struct process_form {
    const char *const *words; /* the program, found in PATH, and its arguments; ends with NULL */
    const char *const
        *environment; /* "NAME=value", in addition to this process's; ends with NULL; NULL: none */
    const int *files; /* open files, which are its descriptors from PROCESS_FIRST_FILE on */
    size_t file_count;
    bool shows_output;    /* its stdout and stderr are this process's stderr, and ret_output is empty */
    enum err_kind failed; /* the kind of the error when it fails */
    int64_t time_limit_ms;
};
enum { PROCESS_FIRST_FILE = 3, PROCESS_MOST_FILES = 4 };

/* Runs it under the rules of process_run. The files remain open here. */
bool process_start(struct arena *mem, const struct process_form *form, const struct deadline *deadline,
                   struct process_output *ret_output, struct err *err) MUST_USE;

/*
 * Adds the program's output to the error, one line of each stream, shortened and without secrets
 * (base/mask.h); returns false.
 */
bool process_hint(struct arena *mem, const struct process_output *said, struct err *err);

/* The words of a command line; errors: ERR_USER. */
bool process_split(struct arena *mem, struct str command, char ***ret_words, struct err *err) MUST_USE;

#endif
