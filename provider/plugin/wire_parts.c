/*
 * wire_parts.c — values, paths, diagnostics and identities as messages. Must not know any call.
 */
#include "plugin/wire_parts.h"

struct dynamic_value wire_value_of(const Tfplugin6__DynamicValue *value)
{
    if (value == NULL)
        return (struct dynamic_value){.msgpack = {NULL, 0}};
    return (struct dynamic_value){.msgpack = wire_view(value->msgpack), .json = wire_view(value->json)};
}

Tfplugin6__DynamicValue *wire_new_value(struct arena *mem, struct str msgpack)
{
    if (msgpack.len == 0)
        return NULL;
    Tfplugin6__DynamicValue *value = arena_new_object(mem, Tfplugin6__DynamicValue);
    tfplugin6__dynamic_value__init(value);
    value->msgpack = wire_bytes(msgpack);
    return value;
}

struct identity wire_identity_of(const Tfplugin6__ResourceIdentityData *identity)
{
    struct identity found = {.given = false};
    if (identity == NULL)
        return found;
    found.value = wire_value_of(identity->identity_data);
    found.given = found.value.msgpack.len > 0 || found.value.json.len > 0;
    return found;
}

Tfplugin6__ResourceIdentityData *wire_new_identity(struct arena *mem, struct identity from)
{
    if (!from.given || from.value.msgpack.len == 0)
        return NULL;
    Tfplugin6__ResourceIdentityData *identity = arena_new_object(mem, Tfplugin6__ResourceIdentityData);
    tfplugin6__resource_identity_data__init(identity);
    identity->identity_data = wire_new_value(mem, from.value.msgpack);
    return identity;
}

static Tfplugin6__AttributePath__Step *new_step(struct arena *mem, const struct path_step *from)
{
    Tfplugin6__AttributePath__Step *step = arena_new_object(mem, Tfplugin6__AttributePath__Step);
    tfplugin6__attribute_path__step__init(step);
    switch (from->kind) {
    case STEP_ATTRIBUTE:
        step->selector_case = TFPLUGIN6__ATTRIBUTE_PATH__STEP__SELECTOR_ATTRIBUTE_NAME;
        step->attribute_name = wire_text(mem, from->name);
        break;
    case STEP_KEY:
        step->selector_case = TFPLUGIN6__ATTRIBUTE_PATH__STEP__SELECTOR_ELEMENT_KEY_STRING;
        step->element_key_string = wire_text(mem, from->name);
        break;
    case STEP_INDEX:
        step->selector_case = TFPLUGIN6__ATTRIBUTE_PATH__STEP__SELECTOR_ELEMENT_KEY_INT;
        step->element_key_int = from->index;
        break;
    }
    return step;
}

Tfplugin6__AttributePath *wire_new_path(struct arena *mem, struct path from)
{
    if (from.count == 0)
        return NULL;
    Tfplugin6__AttributePath *path = arena_new_object(mem, Tfplugin6__AttributePath);
    tfplugin6__attribute_path__init(path);
    path->steps = arena_new_array(mem, Tfplugin6__AttributePath__Step *, from.count);
    for (size_t i = 0; i < from.count; i++)
        path->steps[path->n_steps++] = new_step(mem, &from.steps[i]);
    return path;
}

/* Everything except a warning is an error: a diagnostic of neither kind would hide a failure. */
static Tfplugin6__Diagnostic *new_diagnostic(struct arena *mem, const struct diagnostic *from)
{
    Tfplugin6__Diagnostic *diagnostic = arena_new_object(mem, Tfplugin6__Diagnostic);
    tfplugin6__diagnostic__init(diagnostic);
    diagnostic->severity = from->severity == DIAG_WARNING ? TFPLUGIN6__DIAGNOSTIC__SEVERITY__WARNING
                                                          : TFPLUGIN6__DIAGNOSTIC__SEVERITY__ERROR;
    diagnostic->summary = wire_text(mem, from->summary);
    diagnostic->detail = wire_text(mem, from->detail);
    diagnostic->attribute = wire_new_path(mem, from->path);
    return diagnostic;
}

Tfplugin6__Diagnostic **wire_new_diagnostics(struct arena *mem, const struct diagnostics *from)
{
    Tfplugin6__Diagnostic **list = arena_new_array(mem, Tfplugin6__Diagnostic *, from->count);
    for (size_t i = 0; i < from->count; i++)
        list[i] = new_diagnostic(mem, &from->items[i]);
    return list;
}

Tfplugin6__Deferred *wire_new_deferred(struct arena *mem, bool is_deferred)
{
    if (!is_deferred)
        return NULL;
    Tfplugin6__Deferred *deferred = arena_new_object(mem, Tfplugin6__Deferred);
    tfplugin6__deferred__init(deferred);
    deferred->reason = TFPLUGIN6__DEFERRED__REASON__PROVIDER_CONFIG_UNKNOWN;
    return deferred;
}
