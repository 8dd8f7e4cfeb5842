/*
 * action.c — checks and invokes actions, and passes on their progress. Knows the order of the steps; must not
 * know any action.
 */
#include "runtime/action.h"

#include "runtime/engine.h"

struct progress_sink {
    progress_fn *progress;
    void *context;
    char last[256]; /* the last message; the same one is repeated at most after SAME_AGAIN_MS */
    int64_t last_ms;
};

enum { SAME_AGAIN_MS = 10 * 1000 };

/* Terraform 1.14 fails when an action reports after a stop. */
static bool is_due(struct call *c, struct str message)
{
    struct progress_sink *sink = c->progress;
    int64_t now_ms = clock_monotonic_ms();
    bool is_same = str_eqc(str_slice(message, 0,
                                     message.len < sizeof sink->last ? message.len : sizeof sink->last - 1),
                           sink->last);
    if (deadline_stopped(&c->deadline) || (is_same && now_ms - sink->last_ms < SAME_AGAIN_MS))
        return false;
    snprintf(sink->last, sizeof sink->last, "%.*s", STR_ARG(message));
    sink->last_ms = now_ms;
    return true;
}

void action_progress(struct call *c, const char *format, ...)
{
    if (c->progress == NULL)
        return;
    struct arena *mem = arena_new();
    va_list args;
    va_start(args, format);
    struct str message = str_printable(mem, str_vprintf(mem, format, args), 1024);
    va_end(args);
    if (is_due(c, message))
        c->progress->progress(c->progress->context, message);
    arena_free(mem);
}

static const struct action *find_action(struct runtime *runtime, struct call *c, struct str type_name)
{
    const struct registry *registry = runtime->registry;
    for (size_t i = 0; i < registry->action_count; i++) {
        if (str_eqc(type_name, registry->actions[i]->schema->type_name)) {
            c->schema = registry->actions[i]->schema;
            return registry->actions[i];
        }
    }
    diag_error(c->mem, &c->diags, (struct path){0}, STR("Unknown action"),
               "This provider has no action '%.*s'.", STR_ARG(type_name));
    return NULL;
}

void runtime_validate_action(struct runtime *runtime, struct call *c, const struct validate_request *in)
{
    const struct action *action = find_action(runtime, c, in->type_name);
    if (action != NULL)
        engine_validate_config(c, action->schema, in->config, true, action->validate);
}

/* A plan checks the configuration of an action, and predicts nothing. */
void runtime_plan_action(struct runtime *runtime, struct call *c, const struct validate_request *in,
                         bool *ret_is_deferred)
{
    struct value config;
    *ret_is_deferred = false;
    runtime_validate_action(runtime, c, in);
    if (c->schema == NULL || c->diags.error_count > 0 ||
        !engine_decode(c, in->config, c->schema->object, "the configuration", &config))
        return;
    *ret_is_deferred = engine_defers(runtime, c, in->deferral_allowed);
    if (*ret_is_deferred || (c->provider != NULL && !engine_is_configured(c)))
        return;
    if (!value_is_unknown(engine_region(c, &config)) && !engine_enter_config_region(c, &config))
        return; /* set by call_error */
}

void runtime_invoke_action(struct runtime *runtime, struct call *c, const struct validate_request *in,
                           progress_fn *progress, void *context)
{
    const struct action *action = find_action(runtime, c, in->type_name);
    struct value config;
    engine_applies(c);
    if (action == NULL || !engine_is_configured(c))
        return;
    void *model = engine_asked(c, in->config, action->validate, &config);
    if (model != NULL && (!value_is_wholly_known(&config) || value_is_null(config))) {
        engine_bug(c, (struct path){0}, "%s was invoked with a configuration that is not known",
                   action->schema->type_name);
        return;
    }
    if (model == NULL || !engine_enter_config_region(c, &config))
        return;
    struct progress_sink sink = {.progress = progress, .context = context};
    c->progress = &sink;
    engine_set_timeout(c, &config, TIMEOUT_CREATE);
    if (!action->invoke(c, model))
        engine_report(c, "Cannot invoke", &config);
    c->progress = NULL;
}
