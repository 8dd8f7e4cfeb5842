/*
 * command.h — what a subcommand is, and what all of them share: options, the session with AWS, printing,
 * errors. Knows the terminal; must not know any API operation.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <getopt.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/json.h"
#include "steps/session.h"

enum exit_code { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

/* The type of a value. `VALUE_WORDS`: one of the words of the row; the other types only select what the
 * completion offers. */
enum value_kind {
    VALUE_TEXT,
    VALUE_WORDS,
    VALUE_INSTANCE,
    VALUE_SNAPSHOT,
    VALUE_BUNDLE,
    VALUE_SERVICE,
    VALUE_DATABASE,
    VALUE_FILE,
    VALUE_FOLDER
};

/* An option of a subcommand. Parser, help, man page and completion are all made from these rows. */
struct option_row {
    const char *name;     /* "bundle" for --bundle */
    const char *argument; /* "ID"; NULL: a switch */
    const char *help;
    const char *words; /* "start stop reboot" for VALUE_WORDS */
    enum value_kind kind;
    char letter; /* 'v' for -v as well; 0: none */
    bool required, repeatable;
};

enum { MAX_OPTIONS = 24, MAX_REPEATS = 128 };

/* The options that the user gave, by the index of the option's row. */
struct given {
    const char *values[MAX_OPTIONS]; /* the last value; "" for a switch; NULL: not given */
    int counts[MAX_OPTIONS];
    const char *repeats[MAX_REPEATS]; /* all values of repeatable options, in order */
    int repeat_option[MAX_REPEATS];
    size_t repeat_count;
    const struct command_table *table;
    const struct aws_config *config; /* the values of the common options */
};

/* How a command calls AWS: with a client that exists when it begins, with one that it makes itself, or not
 * at all. */
enum connection { CONNECTED, CONNECTS_ITSELF, OFFLINE };

struct command {
    const char *group, *name; /* "infra", "list"; the group is NULL for a command without a group */
    const char *summary;
    const struct option_row *options; /* without the common ones; ends with a NULL name */
    const char *notes;                /* further lines of --help, or NULL */
    int (*run)(struct session *s, const struct given *given);
    enum connection connection;
    const char *word;          /* the positional argument ("SHELL"); NULL: none */
    const char *word_values;   /* its possible values: "bash zsh"; NULL: any text */
    enum value_kind word_kind; /* of any text: what the completion offers */
    bool is_word_optional;
};

/* All subcommands, in the order of the help text. main.c has the table and passes it on: code that prints
 * it must not know where it is. */
struct command_table {
    const struct command *const *commands; /* ends with NULL */
    /* The purpose of the commands of a group, in one sentence. */
    const char *(*group_summary)(const char *group);
};

/* ---- options.c ---- */
/* All options of a command in one list: its own first, so that their index is that of its rows. */
struct option_list {
    struct option_row rows[MAX_OPTIONS];
    int count, own_count;
};
struct option_list options_of(const struct command *command);
enum parsed { PARSED_RUN, PARSED_HELP, PARSED_WRONG };
/* argv[0] is the command itself. PARSED_WRONG: the error is already on stderr. */
enum parsed options_parse(const struct command *command, const struct option_list *list, int argc,
                          char **argv, struct given *ret_given);
/* The values of a repeatable option one by one: begin with *at = 0; NULL at the end. */
const char *given_next(const struct given *given, int option, size_t *at);
/* The value of the option as text; all-zero when it is not given. */
struct str given_text(const struct given *given, int option);
/* The positional argument, where the command has one; NULL when it is optional and not given. */
enum { GIVEN_WORD = MAX_OPTIONS - 1 };

/* ---- spelling.c ---- */
/* "infra create", "cost" */
struct command_path {
    char text[64];
};
struct command_path command_path(const struct command *command);
/* "--bundle ID", "-v, --verbose" */
struct option_text {
    char text[80];
};
struct option_text option_text(const struct option_row *row);
/* " NAME", " [NAME]" when it is optional, "" without a positional argument */
struct option_text word_text(const struct command *command);
/* The word of the list ("a b c") that is most similar to `wanted`, or the empty text. */
struct str nearest_word(const char *words, struct str wanted);

/* ---- help.c ---- */
void help_print_command(const struct command *command);
/* All commands, or those of the group. */
void help_print_all(const struct command_table *table, const char *group);

/* ---- command_session.c ---- */
/* Makes the client from the common options. session_close frees it. */
bool session_open(struct session *s, const struct aws_config *config) MUST_USE;
void session_close(struct session *s);
/* Prints the session's error to stderr: what failed, the code and request ID of the API, what to do.
 * Returns EXIT_FAILED. */
int session_failed(const struct session *s, const char *format, ...) PRINTF_LIKE(2, 3);
/* --timeout of the commands that wait. session_take_timeout reports an invalid value and returns false. */
#define TIMEOUT_OPTION                                                              \
    {                                                                               \
        .name = "timeout", .argument = "SECONDS",                                   \
        .help = "how long to wait for each step (default 600; a snapshot: an hour)" \
    }
bool session_take_timeout(struct session *s, const struct command *command, const char *seconds) MUST_USE;
#define PLURAL(count) ((count) == 1 ? "" : "s")
/* The report of the sessions of commands: progress on a terminal, steps to stdout, advice to stderr. */
extern const struct session_report command_report;
/* Prints a line of advice to stderr. */
void note(const char *format, ...) PRINTF_LIKE(1, 2);
/* The hint of an error while a command that cannot be repeated waits for a snapshot. Returns false. */
bool snapshot_waits_alone(struct session *s);
/* Prints a question to stderr and reads one line from the terminal; an interrupt ends it. False: nothing
 * was entered. */
bool session_ask(struct session *s, const char *question, char *answer, size_t answer_bytes) MUST_USE;

/* ---- output.c ---- */
#define OUTPUT_WORDS "table json csv"
#define OUTPUT_OPTION                                                                                        \
    {                                                                                                        \
        .name = "output", .argument = "FORMAT", .help = "table (default), json or csv", .kind = VALUE_WORDS, \
        .words = OUTPUT_WORDS                                                                                \
    }
enum output_format { OUTPUT_TABLE, OUTPUT_JSON, OUTPUT_CSV };
/* "table", "json" or "csv", already checked by the parser; NULL is a table. */
enum output_format output_format_of(const char *text);
struct column {
    const char *title;  /* of the table and of csv */
    const char *member; /* of the JSON objects: "hardware.cpuCount" */
};
/* Prints an array of objects in the format. `columns` ends with a NULL title. JSON prints the objects
 * themselves. */
void output_rows(struct session *s, enum output_format format, const json_t *rows,
                 const struct column *columns);
/* Whether the stream may be coloured: it is a terminal, and NO_COLOR is not set. */
bool output_colour(FILE *stream);
/* A progress line that is overwritten on a terminal's stderr; prints nothing elsewhere. */
void output_progress(const char *format, ...) PRINTF_LIKE(1, 2);
void output_progress_end(void);
/* Reports an error in the command line: one line to stderr, and how to get help. Returns EXIT_USAGE. */
int usage_error(const struct command *command, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
