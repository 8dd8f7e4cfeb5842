/*
 * operation.c — the operations in a response, and whether they have ended. Knows their statuses; must not
 * know what they do, nor what waits for them.
 */
#include "lightsail/client_parts.h"

struct pending {
    struct str id, type, resource;
    bool ended;
    int64_t unknown_since_ms; /* 0: the last read found it */
};

enum outcome { OUTCOME_PENDING, OUTCOME_DONE, OUTCOME_FAILED };

static bool outcome_of(const json_t *operation, enum outcome *ret_outcome, struct err *err)
{
    static const struct {
        struct str status;
        enum outcome outcome;
    } statuses[] = {
        {STR("NotStarted"), OUTCOME_PENDING}, {STR("Started"), OUTCOME_PENDING},
        {STR("Succeeded"), OUTCOME_DONE},     {STR("Completed"), OUTCOME_DONE},
        {STR("Failed"), OUTCOME_FAILED},
    };
    struct str status = json_member_text(operation, "status");
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        if (str_eq(status, statuses[i].status)) {
            *ret_outcome = statuses[i].outcome;
            return true;
        }
    }
    /* A status that this version does not know: wait while the operation is not terminal. */
    if (!json_is_true(json_object_get(operation, "isTerminal"))) {
        *ret_outcome = OUTCOME_PENDING;
        return true;
    }
    struct str type = json_member_text(operation, "operationType");
    return fail(err, ERR_PROTOCOL, "%.*s ended with the unknown status '%.*s'", STR_ARG(type),
                STR_ARG(status));
}

static bool operation_failed(struct arena *mem, const json_t *operation, struct err *err)
{
    struct str type = json_member_text(operation, "operationType");
    struct str resource = json_member_text(operation, "resourceName");
    struct str code = json_member_text(operation, "errorCode");
    struct str details = str_printable(mem, json_member_text(operation, "errorDetails"), 700);
    struct str reason = code.len > 0 && details.len > 0
                            ? str_printf(mem, "%.*s: %.*s", STR_ARG(code), STR_ARG(details))
                        : code.len > 0    ? code
                        : details.len > 0 ? details
                                          : STR("AWS reports no reason");
    fail(err, ERR_FAILED, "%.*s of '%.*s' failed: %.*s", STR_ARG(type), STR_ARG(resource), STR_ARG(reason));
    ERR_SET(err, operation, type);
    ERR_SET(err, code, code);
    return false;
}

/* Stores the state of an operation; texts that outlive this read are copied to `mem`. */
static bool note(struct arena *mem, const json_t *operation, struct pending *pending, struct err *err)
{
    enum outcome outcome = OUTCOME_PENDING;
    TRY(outcome_of(operation, &outcome, err));
    if (outcome == OUTCOME_FAILED)
        return operation_failed(mem, operation, err);
    pending->ended = outcome == OUTCOME_DONE;
    if (pending->ended || pending->id.len > 0)
        return true;
    pending->id = str_copy(mem, json_member_text(operation, "id"));
    pending->type = str_copy(mem, json_member_text(operation, "operationType"));
    pending->resource = str_copy(mem, json_member_text(operation, "resourceName"));
    if (pending->id.len == 0)
        return fail(err, ERR_PROTOCOL, "the response has an operation without an id");
    return true;
}

/*
 * One GetOperation. The response is freed at once, so that a wait of an hour does not keep all its responses.
 */
static bool read_once(struct ls_client *client, struct aws_scope scope, struct pending *pending,
                      struct err *err)
{
    struct arena *mem = arena_new();
    json_t *in = json_own(mem, json_object());
    json_object_set_new(in, "operationId", json_new_str(pending->id));
    json_t *out = NULL;
    bool ok = ls_call(client, (struct aws_scope){mem, scope.deadline}, OP_GET_OPERATION, in, &out, err);
    if (ok) {
        ok = note(scope.mem, json_object_get(out, "operation"), pending, err);
    } else if (err->kind == ERR_NOT_FOUND) {
        /*
         * The operation is unknown, not the object that it changes: this must not be taken for a deleted
         * object. A new operation may also not be visible yet.
         */
        if (pending->unknown_since_ms == 0)
            pending->unknown_since_ms = clock_monotonic_ms();
        ok = clock_monotonic_ms() - pending->unknown_since_ms < ls_client_visible_ms(client);
        if (!ok) {
            struct err cause = *err;
            fail(err, ERR_PROTOCOL, "GetOperation does not find the operation '%.*s' (%.*s of '%.*s')",
                 STR_ARG(pending->id), STR_ARG(pending->type), STR_ARG(pending->resource));
            ERR_SET(err, operation, str_c(cause.operation));
            ERR_SET(err, request_id, str_c(cause.request_id));
        }
    }
    arena_free(mem);
    return ok;
}

struct operations {
    struct pending *pending;
    size_t count;
};

static const struct pending *first_open(const struct operations *operations)
{
    for (size_t i = 0; operations != NULL && i < operations->count; i++) {
        if (!operations->pending[i].ended)
            return &operations->pending[i];
    }
    return NULL;
}

bool operations_of(struct aws_scope scope, const json_t *response, struct operations **ret_operations,
                   struct err *err)
{
    const json_t *many = json_object_get(response, "operations");
    const json_t *one = json_object_get(response, "operation");
    struct operations *all = arena_new_object(scope.mem, struct operations);
    all->pending = arena_new_array(scope.mem, struct pending, json_array_size(many) + 1);
    for (size_t i = 0; i < json_array_size(many); i++)
        TRY(note(scope.mem, json_array_get(many, i), &all->pending[all->count++], err));
    if (json_is_object(one))
        TRY(note(scope.mem, one, &all->pending[all->count++], err));
    *ret_operations = first_open(all) != NULL ? all : NULL;
    return true;
}

bool operations_read(struct ls_client *client, struct aws_scope scope, struct operations *operations,
                     bool *ret_is_open, struct err *err)
{
    for (size_t i = 0; i < operations->count; i++) {
        if (!operations->pending[i].ended)
            TRY(read_once(client, scope, &operations->pending[i], err));
    }
    *ret_is_open = first_open(operations) != NULL;
    return true;
}

bool operations_open(const struct operations *operations, struct str *ret_type, struct str *ret_resource)
{
    const struct pending *open = first_open(operations);
    if (open == NULL)
        return false;
    *ret_type = open->type;
    *ret_resource = open->resource;
    return true;
}
