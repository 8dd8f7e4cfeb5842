/*
 * change.c — changes whose answer may get lost, and what an instance has come to since. Knows how to look before sending
 * twice; must not know who wants the change.
 */
#include "lightsail/change.h"

enum { TOLERANCE_MS = 5000 }; /* the service tells whole seconds, and its clock is known to the second */

/* Puts the error back when the look could not tell, or when nothing has happened. */
static bool look_after(struct ls_client *client, struct ls_scope scope, ls_look *look, const void *context,
                       bool *ret_happened, struct err *err)
{
    struct err lost = *err;
    *ret_happened = false;
    *err = (struct err){.kind = ERR_NONE};
    bool looked = look(client, scope, context, ret_happened, err);
    if (!looked || !*ret_happened)
        *err = lost;
    return looked;
}

bool ls_change(struct ls_client *client, struct ls_scope scope, enum ls_op op, json_t *in, ls_look *look,
               const void *context, bool wait, struct err *err)
{
    enum { MOST_TRIES = 4 };
    bool ever_lost = false;
    for (int tries = 1;; tries++) {
        json_t *out = NULL;
        if (ls_call(client, scope, op, in, &out, err))
            return !wait || ls_wait_operations(client, scope, out, err);
        ever_lost = ever_lost || err->maybe_done;
        bool happened;
        /* A refusal of the second request may be the first one's doing: the name is taken, by us. */
        if (!ever_lost || patience_stopped(scope.patience) ||
            !look_after(client, scope, look, context, &happened, err))
            return false;
        if (happened)
            return true;
        if (!err->maybe_done || tries == MOST_TRIES)
            return false;
    }
}

/* ---- looks ---- */

/* createdAt of an object is not before the change began, by the service's clock. */
static bool is_of_change(struct ls_client *client, const json_t *object,
                         const struct ls_instance_change *change)
{
    double created_ms = json_number_value(json_object_get(object, "createdAt")) * 1000;
    int64_t service_ms = change->began_wall_ms + ls_client_clock_skew_ms(client);
    return created_ms + TOLERANCE_MS >= (double)service_ms;
}

bool ls_look_created(struct ls_client *client, struct ls_scope scope, const void *context, bool *ret_happened,
                     struct err *err)
{
    const struct ls_instance_change *change = context;
    json_t *instance;
    TRY(ls_instance_find(client, scope, change->name, &instance, err));
    *ret_happened = instance != NULL && is_of_change(client, instance, change) &&
                    str_eq(json_member_text(instance, "bundleId"), change->bundle) &&
                    str_eq(json_member_text(instance, "blueprintId"), change->blueprint);
    return true;
}

bool ls_look_deleted(struct ls_client *client, struct ls_scope scope, const void *context, bool *ret_happened,
                     struct err *err)
{
    const struct ls_instance_change *change = context;
    json_t *instance;
    TRY(ls_instance_find(client, scope, change->name, &instance, err));
    *ret_happened = !ls_instance_exists(instance);
    return true;
}

/* What ended without its effect was an earlier operation of the same kind, a few seconds ago. */
static bool is_undone(const json_t *instance, const char *operation)
{
    return (strcmp(operation, "StopInstance") == 0 && ls_instance_is_running(instance)) ||
           (strcmp(operation, "StartInstance") == 0 && ls_instance_is_stopped(instance));
}

bool ls_look_operation(struct ls_client *client, struct ls_scope scope, const void *context,
                       bool *ret_happened, struct err *err)
{
    const struct ls_instance_change *change = context;
    json_t *out = NULL, *in = json_own(scope.mem, json_object());
    json_object_set_new(in, "resourceName", json_new_str(change->name));
    TRY(ls_call(client, scope, OP_GET_OPERATIONS_FOR_RESOURCE, in, &out, err));
    const json_t *operations = json_object_get(out, "operations");
    for (size_t i = 0; i < json_array_size(operations); i++) {
        json_t *operation = json_array_get(operations, i);
        if (!str_eqc(json_member_text(operation, "operationType"), change->operation) ||
            !is_of_change(client, operation, change))
            continue;
        json_t *answer = json_own(scope.mem, json_object());
        json_object_set(answer, "operation", operation);
        TRY(ls_wait_operations(client, scope, answer, err));
        json_t *instance;
        TRY(ls_instance_find(client, scope, change->name, &instance, err));
        *ret_happened = !is_undone(instance, change->operation);
        return true;
    }
    return true;
}

/* ---- instances ---- */

bool ls_instance_find(struct ls_client *client, struct ls_scope scope, struct str name, json_t **ret_instance,
                      struct err *err)
{
    json_t *out = NULL, *in = json_own(scope.mem, json_object());
    *ret_instance = NULL;
    json_object_set_new(in, "instanceName", json_new_str(name));
    if (!ls_call(client, scope, OP_GET_INSTANCE, in, &out, err)) {
        bool is_missing = err->kind == ERR_NOT_FOUND;
        if (is_missing)
            *err = (struct err){.kind = ERR_NONE};
        return is_missing;
    }
    *ret_instance = json_object_get(out, "instance");
    return json_is_object(*ret_instance) ||
           fail(err, ERR_PROTOCOL, "the answer of GetInstance has no instance");
}

struct str ls_instance_state(const json_t *instance)
{
    return instance != NULL ? json_text(json_at(instance, "state.name")) : STR("");
}

bool ls_instance_exists(const json_t *instance)
{
    struct str state = ls_instance_state(instance);
    return instance != NULL && !str_eqc(state, "shutting-down") && !str_eqc(state, "terminated");
}

struct str ls_instance_address(const json_t *instance)
{
    struct str address = json_member_text(instance, "publicIpAddress");
    return address.len > 0 ? address
                           : json_text(json_array_get(json_object_get(instance, "ipv6Addresses"), 0));
}

bool ls_instance_is_running(const json_t *instance)
{
    return str_eqc(ls_instance_state(instance), "running");
}

/* An IPv4 address comes later than the state, and the IPv6 one before it. */
bool ls_instance_is_up(const json_t *instance)
{
    bool ipv6_only = str_eqc(json_member_text(instance, "ipAddressType"), "ipv6");
    return ls_instance_is_running(instance) &&
           (ipv6_only ? ls_instance_address(instance).len > 0
                      : json_member_text(instance, "publicIpAddress").len > 0);
}

bool ls_instance_is_stopped(const json_t *instance)
{
    return str_eqc(ls_instance_state(instance), "stopped");
}

bool ls_instance_is_gone(const json_t *instance)
{
    return instance == NULL || str_eqc(ls_instance_state(instance), "terminated");
}

bool ls_instance_wait(struct ls_client *client, struct ls_scope scope, struct str name, ls_instance_is *is,
                      void (*told)(struct str name, struct str state, int64_t waited_ms),
                      json_t **ret_instance, struct err *err)
{
    struct ls_poll poll = ls_poll_begin(client);
    int64_t began_ms = clock_monotonic_ms();
    for (;;) {
        TRY(ls_instance_find(client, scope, name, ret_instance, err));
        if (is(*ret_instance))
            return true;
        if (*ret_instance == NULL)
            return fail(err, ERR_NOT_FOUND, "the instance '%.*s' has disappeared meanwhile", STR_ARG(name));
        if (told != NULL)
            told(name, ls_instance_state(*ret_instance), clock_monotonic_ms() - began_ms);
        TRY(ls_poll_wait(&poll, &scope, err));
    }
}
