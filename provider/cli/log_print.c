/*
 * log_print.c — prints log lines and follows them. Must not know who reads them.
 */
#include "cli/log_print.h"

#include "cli/log_follow.h"

struct reading {
    const struct log_source *source;
    struct log_follow follow;
    size_t count; /* of the lines so far */
};

/* All pages, in one step. */
static bool read_events(struct session *s, const struct reading *reading, json_t **ret_events)
{
    struct deadline before = session_begin_step(s, USUAL_STEP_MS);
    bool done = reading->source->read(s, reading->source->context, reading->follow.from_ms, ret_events);
    s->deadline = before;
    return done;
}

static void print_event(struct arena *mem, const json_t *event)
{
    enum { LONGEST_LINE_BYTES = 256 * 1024 };
    int64_t at_ms = log_event_ms(event);
    struct str time = clock_print_time(mem, (double)at_ms / 1000);
    struct str line = str_printable(mem, json_member_text(event, "message"), LONGEST_LINE_BYTES);
    printf("%.*s.%03dZ %.*s\n", (int)time.len - 1, time.data, (int)(at_ms % 1000), STR_ARG(line));
}

/* Its memory is freed, so that following for days needs no more than one response. */
static bool print_new(struct session *s, struct reading *reading)
{
    struct arena *outer = s->mem;
    json_t *events, *fresh;
    s->mem = arena_new();
    bool done = read_events(s, reading, &events);
    if (done) {
        fresh = log_follow_take(&reading->follow, s->mem, events);
        for (size_t i = 0; i < json_array_size(fresh); i++)
            print_event(s->mem, json_array_get(fresh, i));
        reading->count += json_array_size(fresh);
        done = fflush(stdout) == 0 || fail(&s->err, ERR_USER, "cannot write to standard output");
    }
    arena_free(s->mem);
    s->mem = outer;
    return done;
}

/* Ends by Ctrl-C, which is how it is meant to end. */
static bool follow(struct session *s, struct reading *reading)
{
    s->deadline.deadline_ms = INT64_MAX;
    while (print_new(s, reading) && clock_sleep(&s->deadline, ls_client_poll_interval_ms(s->client), &s->err))
        continue;
    return s->err.kind == ERR_STOPPED;
}

static bool parse_since(const char *since, int64_t now_ms, int64_t *ret_ms)
{
    return log_parse_since(since != NULL ? str_c(since) : STR("1h"), now_ms, ret_ms);
}

bool log_check_since(const struct command *command, const char *since)
{
    int64_t since_ms;
    if (parse_since(since, clock_wall_ms(), &since_ms))
        return true;
    usage_error(command,
                "--since '%s' is neither a duration (90s, 15m, 1h, 2d) nor a past time "
                "(2026-11-29T12:00:00Z)",
                since);
    return false;
}

bool log_print(struct session *s, const struct log_source *source, const char *since, bool follows,
               int64_t *ret_since_ms, size_t *ret_count)
{
    int64_t now_ms = clock_wall_ms();
    /* A time that is past only by the local clock is right, too. */
    if (!parse_since(since, now_ms + ls_client_clock_skew_ms(s->client), ret_since_ms) &&
        !parse_since(since, now_ms, ret_since_ms))
        *ret_since_ms = now_ms;
    struct reading reading = {.source = source, .follow = log_follow_begin(s->mem, *ret_since_ms)};
    bool done = follows ? follow(s, &reading) : print_new(s, &reading);
    *ret_count = reading.count;
    return done;
}
