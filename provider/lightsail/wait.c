/*
 * wait.c — waits until the operations of a response have ended. Must not know what the operations do.
 */
#include "base/log.h"
#include "lightsail/client_parts.h"

enum { LOG_EVERY_MS = 10 * 1000 };

static void log_progress(struct str type, struct str resource, int64_t waited_ms)
{
    char text[160];
    snprintf(text, sizeof text, "still waiting: %.*s for %lld s", STR_ARG(str_slice(type, 0, 80)),
             (long long)(waited_ms / 1000));
    LOG(LOG_INFO, text, LOG_TEXT(LOG_KEY_OPERATION, type), LOG_TEXT(LOG_KEY_NAME, resource),
        LOG_NUMBER(LOG_KEY_DURATION, waited_ms));
}

/* The response that named the operations counts as the first read. */
static bool follow(struct ls_client *client, struct aws_scope scope, struct operations *operations,
                   struct err *err)
{
    struct str type = STR(""), resource = STR("");
    int64_t begun_ms = clock_monotonic_ms(), logged_ms = begun_ms, read_ms = begun_ms;
    for (bool is_open = true; is_open && operations_open(operations, &type, &resource);) {
        int64_t pause_ms = client_next_read_ms(client, begun_ms, read_ms) - clock_monotonic_ms();
        if (!clock_sleep(scope.deadline, pause_ms > 0 ? pause_ms : 0, err))
            return fail_context(err, "waiting for %.*s of '%.*s'", STR_ARG(type), STR_ARG(resource));
        read_ms = clock_monotonic_ms();
        TRY(operations_read(client, scope, operations, &is_open, err));
        if (read_ms - logged_ms >= LOG_EVERY_MS) {
            logged_ms = read_ms;
            log_progress(type, resource, read_ms - begun_ms);
        }
    }
    return true;
}

bool ls_wait_operations(struct ls_client *client, struct aws_scope scope, const json_t *response,
                        struct err *err)
{
    struct operations *operations;
    bool ok = operations_of(scope, response, &operations, err);
    if (ok && operations == NULL)
        return true;
    ok = ok && follow(client, scope, operations, err);
    view_note_any_change(client->view);
    if (ok)
        return true;
    /* The service has accepted the work; unless it reports a failure, it continues the work. */
    err->maybe_done = err->kind != ERR_FAILED;
    return false;
}
