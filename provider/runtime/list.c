/*
 * list.c — streams the objects of a type, one event each, until there are no more or the client has enough.
 * Knows events; must not know any resource.
 */
#include "runtime/list.h"

#include "runtime/engine.h"

enum { DEFAULT_LIMIT = 100 };

struct lister {
    struct runtime *runtime;
    const struct list_resource *list;
    list_event_fn *emit;
    void *context;
    int64_t left;
    bool wants_object, closed;
};

bool list_wants_object(const struct lister *lister)
{
    return lister->wants_object;
}

/* Each event has its own memory, so that a list of thousands does not fill the memory of the call. */
bool list_emit(struct call *c, struct lister *lister, struct str display_name, const void *state)
{
    if (lister->closed || lister->left <= 0)
        return false;
    const struct resource *resource = lister->list->resource;
    struct call event_call = {.mem = arena_new(),
                              .provider = c->provider,
                              .client = c->client,
                              .schema = resource->schema};
    struct value bound = bind_to_value(event_call.mem, state, resource->schema->object);
    struct value in_region = engine_with_region(&event_call, &bound);
    struct value value = engine_with_id(&event_call, &in_region);
    struct list_event event = {.display_name = display_name};
    event.identity = engine_identity(lister->runtime, &event_call, resource, &value,
                                     (struct identity){.given = false});
    bool good = event.identity.given;
    if (!good)
        engine_bug(&event_call, (struct path){0}, "a %s was listed without its identity",
                   resource->schema->type_name);
    if (good && lister->wants_object) {
        struct value object = engine_local_defaults(&event_call, resource->schema->object, &value);
        good = engine_encode(&event_call, &object, resource->schema->object, &event.object);
    }
    if (!good)
        event = (struct list_event){.display_name = display_name, .diags = &event_call.diags};
    lister->closed = !lister->emit(lister->context, &event);
    lister->left--;
    arena_free(event_call.mem);
    return !lister->closed && lister->left > 0;
}

static const struct list_resource *find_list(struct runtime *runtime, struct call *c, struct str type_name)
{
    const struct registry *registry = runtime->registry;
    for (size_t i = 0; i < registry->list_count; i++) {
        if (str_eqc(type_name, registry->lists[i]->schema->type_name)) {
            c->schema = registry->lists[i]->schema;
            return registry->lists[i];
        }
    }
    diag_error(c->mem, &c->diags, (struct path){0}, STR("Unknown list resource"),
               "This provider cannot list '%.*s'.", STR_ARG(type_name));
    return NULL;
}

void runtime_validate_list(struct runtime *runtime, struct call *c, const struct validate_request *in)
{
    const struct list_resource *list = find_list(runtime, c, in->type_name);
    if (list != NULL)
        engine_validate_config(c, list->schema, in->config, true, list->validate);
}

void runtime_list(struct runtime *runtime, struct call *c, const struct list_request *in, list_event_fn *emit,
                  void *context)
{
    const struct list_resource *list = find_list(runtime, c, in->type_name);
    struct value config;
    if (list == NULL || !engine_is_configured(c))
        return;
    void *model = engine_asked(c, in->config, list->validate, &config);
    if (model == NULL || !engine_enter_config_region(c, &config))
        return;
    struct lister lister = {.runtime = runtime,
                            .list = list,
                            .emit = emit,
                            .context = context,
                            .wants_object = in->include_object,
                            .left = in->limit > 0 ? in->limit : DEFAULT_LIMIT};
    engine_set_timeout(c, &config, TIMEOUT_READ);
    if (!list->list(c, model, &lister) && !lister.closed)
        engine_report(c, "Cannot list", &config);
}
