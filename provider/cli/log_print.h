/*
 * log_print.h — prints log lines with their times, and follows them. Knows events; must not know who reads them, nor which
 * of them are new (log_follow.h).
 */
#ifndef CLI_LOG_PRINT_H
#define CLI_LOG_PRINT_H

#include "cli/command.h"

#define SINCE_OPTION                                                                      \
    {                                                                                     \
        .name = "since", .argument = "TIME",                                              \
        .help = "lines from then on: 90s, 15m, 1h (default), 2d, or 2026-11-29T12:00:00Z" \
    }
#define FOLLOW_OPTION                                                                  \
    {                                                                                  \
        .name = "follow", .letter = 'f', .help = "wait for further lines until Ctrl-C" \
    }

/* Where lines come from. */
struct log_source {
    /* All events since a time, in s->mem; one step. */
    bool (*read)(struct session *s, const void *context, int64_t since_ms, json_t **ret_events);
    const void *context;
};

/* Whether the value of --since (NULL: one hour) is valid; reports it otherwise. */
bool log_check_since(const struct command *command, const char *since) MUST_USE;
/*
 * Prints the lines since then by the service's clock, which an earlier request has shown; with `follows` also those that
 * come, until Ctrl-C. *ret_since_ms: the time since when. *ret_count: of the lines. Errors: those of `read`, and of stdout.
 */
bool log_print(struct session *s, const struct log_source *source, const char *since, bool follows,
               int64_t *ret_since_ms, size_t *ret_count) MUST_USE;

#endif
