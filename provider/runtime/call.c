/*
 * call.c — what hooks may do with their call, and how its failures become diagnostics. Knows one call at a
 * time; must not know the wire.
 */
#include "runtime/engine.h"
#include "tf/pattern.h"

bool call_gone(struct call *c)
{
    c->gone = true;
    return true;
}

struct path engine_path(struct call *c, struct path path)
{
    const struct object_desc *object = c->schema != NULL ? c->schema->object : NULL;
    for (size_t i = 0; i < path.count;) {
        if (object == NULL || path.steps[i].kind != STEP_ATTRIBUTE)
            return (struct path){path.steps, i};
        const struct attr_desc *attr = object_attr(object, path.steps[i].name);
        if (attr == NULL)
            return (struct path){path.steps, i};
        i++;
        bool is_set = attr->nesting == NESTING_SET ||
                      (attr->nesting == NESTING_NONE && attr->type->kind == TYPE_SET);
        if (is_set)
            return (struct path){path.steps, i};
        object = attr->nested;
        if (i < path.count && path.steps[i].kind != STEP_ATTRIBUTE)
            i++; /* the element of a list or map */
    }
    return path;
}

static void add(struct call *c, enum diag_severity severity, const char *attribute, const char *summary,
                const char *format, va_list args) PRINTF_LIKE(5, 0);
static void add(struct call *c, enum diag_severity severity, const char *attribute, const char *summary,
                const char *format, va_list args)
{
    diag_add(c->mem, &c->diags, severity, engine_path(c, path_parse(c->mem, str_c(attribute))),
             str_c(summary), str_vprintf(c->mem, format, args));
}

void call_error(struct call *c, const char *attribute, const char *summary, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add(c, DIAG_ERROR, attribute, summary, format, args);
    va_end(args);
}

void call_warn(struct call *c, const char *attribute, const char *summary, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add(c, DIAG_WARNING, attribute, summary, format, args);
    va_end(args);
}

void engine_bug(struct call *c, struct path path, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct str text = str_vprintf(c->mem, format, args);
    va_end(args);
    diag_error(
        c->mem, &c->diags, engine_path(c, path), STR("Bug in the lightsail provider"),
        "%.*s\n\nThis is a bug in the provider, not an error in the configuration. Please report it with "
        "the log of TF_LOG=DEBUG.",
        STR_ARG(text));
}

/* The name that users know the object by: its first identity attribute. */
struct str engine_name(const struct call *c, const struct value *object)
{
    if (object == NULL || !value_is_known(*object) || c->schema->identity_count == 0)
        return (struct str){NULL, 0};
    const struct value *name = value_member(object, str_c(c->schema->identity[0]));
    return name != NULL && value_is_known(*name) && name->type->kind == TYPE_STRING ? name->text
                                                                                    : (struct str){NULL, 0};
}

struct str engine_title(struct call *c, const char *doing, const struct value *object)
{
    struct str name = engine_name(c, object);
    if (name.len == 0)
        return str_printf(c->mem, "%s %s", doing, c->schema->type_name);
    return str_printf(c->mem, "%s %s '%.*s'", doing, c->schema->type_name, STR_ARG(name));
}

static const struct {
    const char *argument, *go_on;
} steps[] = {
    [TIMEOUT_CREATE] = {"create", "Apply again to continue. What was created is in the state."},
    [TIMEOUT_READ] = {"read", "Nothing was changed. Run the command again."},
    [TIMEOUT_UPDATE] = {"update", "Apply again to continue. What was changed so far is in the state."},
    [TIMEOUT_DELETE] = {"delete", "Run it again to continue. What was not deleted yet is still in the "
                                  "state."},
};

/* How to extend the timeout of a step; "" when that is not possible. */
static struct str more_time(struct call *c)
{
    const struct attr_desc *timeouts = object_attr(c->schema->object, STR("timeouts"));
    const char *argument = steps[c->step].argument;
    if (timeouts != NULL && object_attr(timeouts->nested, str_c(argument)) != NULL)
        return str_printf(c->mem, " To extend the timeout, set `%s` in the block `timeouts`.", argument);
    return object_attr(c->schema->object, STR("timeout")) != NULL
               ? STR(" To extend the timeout, set the argument `timeout`.")
               : STR("");
}

/* After a timeout, unless the hook has a better hint. */
static void hint_how_to_go_on(struct call *c)
{
    bool is_late = c->err.kind == ERR_TIMEOUT;
    if ((!is_late && c->err.kind != ERR_STOPPED) || c->err.hint[0] != '\0')
        return;
    fail_hint(&c->err, "%s%s",
              c->progress == NULL ? steps[c->step].go_on
                                  : "Lightsail continues with the operation that it accepted. Check the "
                                    "object before you invoke the action again.",
              is_late ? more_time(c).data : "");
}

void engine_report(struct call *c, const char *doing, const struct value *object)
{
    struct str summary = object == NULL ? str_c(doing) : engine_title(c, doing, object);
    if (c->err.kind == ERR_NONE) {
        if (c->diags.error_count > 0)
            return; /* the hook reported it by call_error */
        fail(&c->err, ERR_INTERNAL, "the operation failed without a reason");
    }
    hint_how_to_go_on(c);
    struct path path = engine_path(c, path_parse(c->mem, str_c(c->err.attribute)));
    struct str text = path_print(c->mem, path);
    ERR_SET(&c->err, attribute, text);
    struct str more = c->history.len > 0 ? str_printf(c->mem, "Last operations that AWS recorded:\n%.*s",
                                                      STR_ARG(c->history))
                                         : c->log;
    diag_add_err_with(c->mem, &c->diags, &c->err, summary, more);
}

bool call_lock(struct call *c, struct str key)
{
    if (c->locks_held == sizeof c->lock_keys / sizeof c->lock_keys[0])
        return fail(&c->err, ERR_INTERNAL, "a call holds too many locks");
    struct str kept = str_copy(c->mem, key);
    TRY(keylock_take(c->provider->locks, kept, &c->deadline, &c->err));
    c->lock_keys[c->locks_held++] = kept;
    return true;
}

void call_unlock(struct call *c, struct str key)
{
    for (size_t i = 0; i < c->locks_held; i++) {
        if (str_eq(c->lock_keys[i], key)) {
            keylock_give(c->provider->locks, key);
            c->lock_keys[i] = c->lock_keys[--c->locks_held];
            return;
        }
    }
}

void call_made(struct call *c, struct str group, struct str item)
{
    walk_made(c->provider->walk, group, item);
}

bool call_has_made(struct call *c, struct str group, struct str item)
{
    return walk_has_made(c->provider->walk, group, item);
}

size_t call_made_of(struct call *c, struct str group, const struct str **ret_items)
{
    return walk_made_of(c->provider->walk, c->mem, group, ret_items);
}

void plan_replace(struct plan *plan, struct str attribute)
{
    for (size_t i = 0; i < plan->replace_count; i++) {
        if (str_eq(plan->replace_paths[i], attribute))
            return;
    }
    if (plan->replace_count < sizeof plan->replace_paths / sizeof plan->replace_paths[0])
        plan->replace_paths[plan->replace_count++] = attribute;
}

/* The error that `configure` stored, for a call that cannot wait. */
static void refuse_unknown(struct call *c)
{
    c->err = c->provider->why_unknown;
    c->err.attribute[0] =
        '\0'; /* It is an attribute of the provider block; Terraform would search for it in the block of
               * the resource. */
    engine_report(c, "Cannot configure the provider", NULL);
}

bool engine_is_configured(struct call *c)
{
    if (c->provider == NULL)
        diag_error(c->mem, &c->diags, (struct path){0}, STR("The provider is not configured"),
                   "Terraform must call ConfigureProvider before a call that sends requests to Lightsail.");
    else if (c->provider->is_unknown)
        refuse_unknown(c);
    return c->provider != NULL && !c->provider->is_unknown;
}

bool engine_is_ready(struct call *c)
{
    return !c->schema->in_aws || engine_is_configured(c);
}

/* No call waits without a limit, also when the schema has no timeout. */
enum { DEFAULT_STEP_MS = 10 * 60 * 1000 };

/* The timeout that the object sets: in the block `timeouts` of a resource, or the argument `timeout` of an
 * action. */
static const struct value *own_timeout(const struct value *object, enum timeout_kind kind)
{
    if (object == NULL || !value_is_known(*object))
        return NULL;
    const struct value *timeouts = value_member(object, STR("timeouts"));
    if (timeouts == NULL)
        return value_member(object, STR("timeout"));
    return value_is_known(*timeouts) ? value_member(timeouts, str_c(steps[kind].argument)) : NULL;
}

void engine_set_timeout(struct call *c, const struct value *object, enum timeout_kind kind)
{
    int64_t timeout_ms = c->schema->timeout_ms[kind];
    const struct value *own = own_timeout(object, kind);
    int64_t own_ms;
    if (own != NULL && value_is_known(*own) && own->type->kind == TYPE_STRING &&
        duration_parse(own->text, &own_ms))
        timeout_ms = own_ms;
    if (timeout_ms == 0)
        timeout_ms = DEFAULT_STEP_MS;
    c->deadline = deadline_within(&c->deadline, timeout_ms);
    c->step = kind;
}
