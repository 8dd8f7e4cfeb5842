/*
 * databases_logs.c — `databases logs`: prints the log lines of a database, and follows them. Knows its log streams; must
 * not know how lines are read (database_step.c) or printed (log_print.c).
 */
#include "cli/database_view.h"
#include "cli/infra.h"
#include "cli/log_print.h"
#include "steps/database_step.h"

enum { STREAM, SINCE, FOLLOW };

static const struct option_row options[] = {
    [STREAM] = {.name = "stream",
                .argument = "STREAM",
                .help = "the log, such as error or slowquery (default: the only one of the database)"},
    [SINCE] = SINCE_OPTION,
    [FOLLOW] = FOLLOW_OPTION,
    {.name = NULL},
};

static bool read_events(struct session *s, const void *context, int64_t since_ms, json_t **ret_events)
{
    return database_log_read(s, context, since_ms, ret_events);
}

static bool choose_stream(struct session *s, struct database_log *log, struct str wanted)
{
    struct buf names = buf_new(s->mem, BUF_DEFAULT_MAX_BYTES);
    json_t *streams;
    TRY(database_log_streams(s, log->database, &streams));
    size_t count = json_array_size(streams);
    for (size_t i = 0; i < count; i++) {
        struct str name = json_text(json_array_get(streams, i));
        if (str_eq(name, wanted) || (wanted.len == 0 && count == 1)) {
            log->stream = name;
            return true;
        }
        buf_printf(&names, "%s%.*s", i > 0 ? ", " : "", STR_ARG(name));
    }
    if (wanted.len > 0)
        fail(&s->err, ERR_USER, "--stream: there is no log '%.*s'", STR_ARG(wanted));
    else
        fail(&s->err, ERR_USER, "the database has %zu logs", count);
    return fail_hint(&s->err, "Choose one with --stream: %.*s.", STR_ARG(buf_str(&names)));
}

static int run(struct session *s, const struct given *given)
{
    struct database_log log = {.database = given_text(given, GIVEN_WORD), .stream = STR("")};
    const struct log_source source = {read_events, &log};
    bool follows = given->values[FOLLOW] != NULL;
    json_t *database;
    int64_t since_ms;
    size_t count = 0;
    if (!log_check_since(&databases_logs, given->values[SINCE]))
        return EXIT_USAGE;
    if (!database_get(s, log.database, &database) || !choose_stream(s, &log, given_text(given, STREAM)) ||
        !log_print(s, &source, given->values[SINCE], follows, &since_ms, &count))
        return session_failed(s, "cannot read the log of '%.*s'", STR_ARG(log.database));
    if (count == 0 && !follows)
        note("no lines in '%.*s' since %.*s", STR_ARG(log.stream),
             STR_ARG(clock_print_time(s->mem, (double)since_ms / 1000)));
    return EXIT_DONE;
}

const struct command databases_logs = {
    .group = "databases",
    .name = "logs",
    .summary = "Print the log lines of a database.",
    .options = options,
    .notes = "Each line begins with its time in UTC.",
    .run = run,
    DATABASE_WORD,
};
