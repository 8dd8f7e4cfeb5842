/*
 * command.h — what a subcommand is, and what all of them share: options, the session with AWS, printing, errors.
 * Knows the terminal; must not know any API operation.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <getopt.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/json.h"
#include "lightsail/client.h"

enum exit_code { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

/* An option of a subcommand; help and getopt_long are both made from these rows. */
struct option_row {
    const char *name;     /* "bundle" for --bundle */
    const char *argument; /* "ID"; NULL: a switch */
    const char *help;
    bool required, repeatable;
};

enum { MAX_OPTIONS = 24, MAX_REPEATS = 64 };

/* What the user gave, by the index of the option's row. */
struct given {
    const char *values[MAX_OPTIONS];
    const char *repeats[MAX_REPEATS];      /* values of repeatable options, in order */
    int repeat_option[MAX_REPEATS];
    size_t repeat_count;
};

struct session {
    struct arena *mem;
    struct ls_client *client;
    struct patience patience;
    struct err err;
};

struct command {
    const char *group, *name; /* "infra", "list" */
    const char *summary;
    const struct option_row *options; /* without the common ones; ends with a NULL name */
    const char *notes;                /* further lines of --help, or NULL */
    int (*run)(struct session *s, const struct given *given);
};

extern const struct command *const commands[]; /* ends with NULL */

/* ---- session.c ---- */
struct ls_scope session_scope(struct session *s);
/* ls_call with the session's scope; `in` is taken over. */
bool session_call(struct session *s, enum ls_op op, json_t *in, json_t **ret_out) MUST_USE;
/* The same, and waits for the operations that the answer names. */
bool session_do(struct session *s, enum ls_op op, json_t *in) MUST_USE;
/* Prints the session's error to stderr: what, the API's code and request id, what to do. Returns EXIT_FAILED. */
int session_failed(const struct session *s, const char *doing);
/* A mistake in the command line: one line to stderr and where help is. Returns EXIT_USAGE. */
int usage_error(const struct command *command, const char *format, ...) PRINTF_LIKE(2, 3);

/* ---- output.c ---- */
enum output_format { OUTPUT_TABLE, OUTPUT_JSON, OUTPUT_CSV };
/* "table", "json" or "csv"; NULL is a table. */
bool output_format_parse(const char *text, enum output_format *ret_format) MUST_USE;
struct column {
    const char *title;  /* of the table and of csv */
    const char *member; /* of the JSON objects: "hardware.cpuCount" */
};
/* Prints an array of objects in the format; `columns` ends with a NULL title. JSON prints the objects themselves. */
void output_rows(struct session *s, enum output_format format, const json_t *rows, const struct column *columns);
/* Whether stdout may be coloured: a terminal, and NO_COLOR is not set. */
bool output_colour(FILE *stream);
/* A line that replaces itself on a terminal's stderr while something lasts; nothing elsewhere. NULL ends it. */
void output_progress(const char *format, ...) PRINTF_LIKE(1, 2);
void output_progress_end(void);

#endif
