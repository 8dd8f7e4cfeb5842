/*
 * validate.c — applies the constraint rows of a schema to a configuration; each violation is a diagnostic
 * with its path. Pure: no network, no clock. An unknown value is never reported.
 */
#include "runtime/engine.h"
#include "tf/number.h"
#include "tf/pattern.h"

struct scope {
    struct call *c;
    const struct object_desc *desc;
    const struct value *object;
    const struct value *prior; /* of the outermost object, in a plan that changes one; else NULL */
    struct path path;
    bool in_set; /* paths end at the set: Terraform cannot address its elements */
    bool write_only_allowed;
};

static void complain(const struct scope *s, struct path path, const char *summary, struct str detail)
{
    diag_add(s->c->mem, &s->c->diags, DIAG_ERROR, s->in_set ? s->path : path, str_c(summary), detail);
}

static struct path attr_path(const struct scope *s, const struct attr_desc *attr)
{
    return s->in_set ? s->path : path_attribute(s->c->mem, s->path, attr->name);
}

static struct str quoted_list(struct arena *mem, const char *const *texts, size_t count, const char *joiner)
{
    struct buf out = buf_new(mem, 4096);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_add(&out, i + 1 == count ? str_c(joiner) : STR(", "));
        buf_printf(&out, "'%s'", texts[i]);
    }
    return buf_str(&out);
}

struct str engine_shown(struct call *c, const struct attr_desc *attr, const struct value *v)
{
    bool has_form = !value_is_known(*v) || v->type->kind != TYPE_STRING;
    for (size_t i = 0; i < attr->constraint_count; i++)
        has_form = has_form || attr->constraints[i].kind == CONSTRAINT_ONE_OF ||
                   attr->constraints[i].kind == CONSTRAINT_MATCH;
    bool is_secret = (attr->flags & (ATTR_SENSITIVE | ATTR_WRITE_ONLY)) || !has_form;
    return is_secret ? STR("(sensitive value)") : value_describe(c->mem, v);
}

static size_t characters(struct str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += ((unsigned char)text.data[i] & 0xc0) != 0x80;
    return count;
}

static void check_string(const struct scope *s, const struct attr_desc *attr, const struct constraint *rule,
                         const struct value *v, struct path path)
{
    struct arena *mem = s->c->mem;
    struct str name = attr->name;
    const char *expected = "";
    if (!value_is_known(*v) || v->type->kind != TYPE_STRING)
        return;
    if (rule->kind == CONSTRAINT_ONE_OF) {
        for (size_t i = 0; i < rule->text_count; i++) {
            if (str_eqc(v->text, rule->texts[i]))
                return;
        }
        complain(s, path, "Invalid value",
                 str_printf(mem, "%.*s is %.*s; use %.*s.", STR_ARG(name),
                            STR_ARG(engine_shown(s->c, attr, v)),
                            STR_ARG(quoted_list(mem, rule->texts, rule->text_count, " or "))));
    } else if (rule->kind == CONSTRAINT_MATCH) {
        if (!pattern_match(rule->name, v->text, &expected))
            complain(s, path, "Invalid value",
                     str_printf(mem, "%.*s is %.*s; it must be %s.", STR_ARG(name),
                                STR_ARG(engine_shown(s->c, attr, v)), expected));
    } else if (rule->kind == CONSTRAINT_LENGTH) {
        int64_t length = (int64_t)characters(v->text);
        if (length < rule->min)
            complain(s, path, "Value too short",
                     str_printf(mem, "%.*s has %lld characters; the minimum is %lld.", STR_ARG(name),
                                (long long)length, (long long)rule->min));
        if (length > rule->max)
            complain(s, path, "Value too long",
                     str_printf(mem, "%.*s has %lld characters; the maximum is %lld.", STR_ARG(name),
                                (long long)length, (long long)rule->max));
    }
}

/* "at least 1", "at most 50", "from 1 to 50". */
static struct str limits_of(struct arena *mem, const struct constraint *rule)
{
    if (rule->min == INT64_MIN)
        return str_printf(mem, "at most %lld", (long long)rule->max);
    if (rule->max == INT64_MAX)
        return str_printf(mem, "at least %lld", (long long)rule->min);
    return str_printf(mem, "from %lld to %lld", (long long)rule->min, (long long)rule->max);
}

static void check_range(const struct scope *s, const struct attr_desc *attr, const struct constraint *rule,
                        const struct value *v)
{
    double number = number_to_double(v->text);
    if ((rule->min == INT64_MIN || number >= (double)rule->min) &&
        (rule->max == INT64_MAX || number <= (double)rule->max))
        return;
    complain(s, attr_path(s, attr), "Value out of range",
             str_printf(s->c->mem, "%.*s is %.*s; it must be %.*s.", STR_ARG(attr->name),
                        STR_ARG(engine_shown(s->c, attr, v)), STR_ARG(limits_of(s->c->mem, rule))));
}

static void check_items(const struct scope *s, const struct attr_desc *attr, const struct constraint *rule,
                        const struct value *v)
{
    bool countable = v->type->kind != TYPE_SET ||
                     value_is_wholly_known(v); /* unknown elements of a set may turn out to be equal */
    if ((int64_t)v->count < rule->min || (countable && (int64_t)v->count > rule->max))
        complain(s, attr_path(s, attr), "Wrong number of items",
                 str_printf(s->c->mem, "%.*s has %zu item%s; %.*s are allowed.", STR_ARG(attr->name),
                            v->count, v->count == 1 ? "" : "s", STR_ARG(limits_of(s->c->mem, rule))));
}

/* ONE_OF, MATCH and LENGTH on a collection apply to each element. */
static void check_elements(const struct scope *s, const struct attr_desc *attr, const struct constraint *rule,
                           const struct value *v)
{
    struct path base = attr_path(s, attr);
    for (size_t i = 0; i < v->count; i++) {
        struct path path = v->type->kind == TYPE_MAP    ? path_key(s->c->mem, base, v->keys[i])
                           : v->type->kind == TYPE_LIST ? path_index(s->c->mem, base, (int64_t)i)
                                                        : base;
        check_string(s, attr, rule, &v->items[i], path);
    }
}

/* Repeated blocks cannot be null: an empty collection means that there are none. */
static bool is_absent(const struct attr_desc *attr, const struct value *v)
{
    bool is_block_list = (attr->flags & ATTR_BLOCK) && attr->nesting != NESTING_SINGLE;
    return value_is_null(*v) || (is_block_list && value_is_known(*v) && v->count == 0);
}

static void check_siblings(const struct scope *s, const struct attr_desc *attr, const struct constraint *rule,
                           const struct value *v)
{
    struct arena *mem = s->c->mem;
    bool is_possible = !is_absent(attr, v), is_set = is_possible && value_is_known(*v);
    size_t set = is_set, possible = is_possible;
    for (size_t i = 0; i < rule->text_count; i++) {
        const struct attr_desc *other_attr = object_attr(s->desc, str_c(rule->texts[i]));
        const struct value *other = value_member(s->object, str_c(rule->texts[i]));
        if (other_attr == NULL || other == NULL)
            continue; /* schemac rejects such a row */
        bool other_possible = !is_absent(other_attr, other),
             other_set = other_possible && value_is_known(*other);
        set += other_set;
        possible += other_possible;
        if (rule->kind == CONSTRAINT_CONFLICTS && is_set && other_set)
            complain(s, attr_path(s, attr), "Conflicting arguments",
                     str_printf(mem, "%.*s and '%s' cannot be used together; remove one of them.",
                                STR_ARG(attr->name), rule->texts[i]));
        if (rule->kind == CONSTRAINT_REQUIRES && is_set && !other_possible)
            complain(s, attr_path(s, attr), "Missing argument",
                     str_printf(mem, "%.*s also needs '%s'.", STR_ARG(attr->name), rule->texts[i]));
    }
    if (rule->kind != CONSTRAINT_EXACTLY_ONE && rule->kind != CONSTRAINT_AT_LEAST_ONE)
        return;
    struct str others = quoted_list(mem, rule->texts, rule->text_count, " or ");
    if (possible == 0)
        complain(s, attr_path(s, attr), "Missing argument",
                 str_printf(mem, "Set '%.*s' or %.*s.", STR_ARG(attr->name), STR_ARG(others)));
    if (rule->kind == CONSTRAINT_EXACTLY_ONE && set > 1)
        complain(s, attr_path(s, attr), "Conflicting arguments",
                 str_printf(mem, "Set only one of '%.*s' and %.*s.", STR_ARG(attr->name), STR_ARG(others)));
}

static void check_rule(const struct scope *s, const struct attr_desc *attr, const struct constraint *rule,
                       const struct value *v)
{
    bool known = value_is_known(*v);
    switch (rule->kind) {
    case CONSTRAINT_ONE_OF:
    case CONSTRAINT_MATCH:
    case CONSTRAINT_LENGTH:
        if (known && attr->field == FIELD_STRINGS)
            check_elements(s, attr, rule, v);
        else if (known)
            check_string(s, attr, rule, v, attr_path(s, attr));
        break;
    case CONSTRAINT_RANGE:
        if (known && v->type->kind == TYPE_NUMBER)
            check_range(s, attr, rule, v);
        break;
    case CONSTRAINT_ITEMS:
        if (known)
            check_items(s, attr, rule, v);
        break;
    default:
        if (s->prior == NULL)
            check_siblings(s, attr, rule, v);
    }
}

static void check_object(const struct scope *s);

static void check_nested(const struct scope *s, const struct attr_desc *attr, const struct value *v)
{
    struct scope inner = {.c = s->c,
                          .desc = attr->nested,
                          .in_set = s->in_set,
                          .write_only_allowed = s->write_only_allowed};
    struct path base = attr_path(s, attr);
    if (attr->nesting == NESTING_SINGLE) {
        inner.object = v;
        inner.path = base;
        check_object(&inner);
        return;
    }
    for (size_t i = 0; i < v->count; i++) {
        inner.object = &v->items[i];
        inner.in_set = s->in_set || attr->nesting == NESTING_SET;
        inner.path = inner.in_set                   ? (s->in_set ? s->path : base)
                     : attr->nesting == NESTING_MAP ? path_key(s->c->mem, base, v->keys[i])
                                                    : path_index(s->c->mem, base, (int64_t)i);
        check_object(&inner);
    }
}

static void check_whole_number(const struct scope *s, const struct attr_desc *attr, const struct value *v)
{
    for (size_t i = 0; i < v->text.len; i++) {
        if (v->text.data[i] == '.' || v->text.data[i] == 'e' || v->text.len > 19) {
            complain(s, attr_path(s, attr), "Invalid value",
                     str_printf(s->c->mem, "%.*s is %.*s; it must be a whole number.", STR_ARG(attr->name),
                                STR_ARG(engine_shown(s->c, attr, v))));
            return;
        }
    }
}

/* Terraform checks that an argument is written, not that it has a value: an argument that is null here
 * reaches the provider like any other. */
static void check_required(const struct scope *s, const struct attr_desc *attr, const struct value *v)
{
    if ((attr->flags & ATTR_REQUIRED) && value_is_null(*v))
        complain(s, attr_path(s, attr), "Missing required argument",
                 str_printf(s->c->mem,
                            "The argument %.*s is required, but it is null here. Set a value. If it comes "
                            "from a variable or a condition, set a value there.",
                            STR_ARG(attr->name)));
}

/*
 * A change is checked only for the values that it changes. Arguments in lifecycle.ignore_changes have the
 * value of the state, which need not fit the configuration. Terraform has validated the configuration itself
 * before.
 */
static void check_object(const struct scope *s)
{
    if (!value_is_known(*s->object))
        return;
    for (size_t i = 0; i < s->desc->count; i++) {
        const struct attr_desc *attr = &s->desc->attrs[i];
        const struct value *v = &s->object->items[i];
        if (s->prior != NULL && value_equal(v, &s->prior->items[i]))
            continue;
        check_required(s, attr, v);
        if ((attr->flags & ATTR_WRITE_ONLY) && value_is_known(*v) && !value_is_null(*v) &&
            !s->write_only_allowed)
            complain(s, attr_path(s, attr), "Write-only argument not supported",
                     str_printf(s->c->mem,
                                "%.*s is write-only, which requires Terraform 1.11 or OpenTofu 1.11; older "
                                "versions would store it.",
                                STR_ARG(attr->name)));
        if (attr->field == FIELD_INT && value_is_known(*v))
            check_whole_number(s, attr, v);
        for (size_t rule = 0; rule < attr->constraint_count; rule++)
            check_rule(s, attr, &attr->constraints[rule], v);
        if (attr->nested != NULL && value_is_known(*v))
            check_nested(s, attr, v);
    }
}

void engine_validate(struct call *c, const struct object_desc *desc, const struct value *config,
                     const struct value *prior, bool write_only_allowed)
{
    struct value given = given_object(c->mem, desc, config);
    bool is_change = prior != NULL && value_is_known(*prior);
    struct scope s = {.c = c,
                      .desc = desc,
                      .object = &given,
                      .prior = is_change ? prior : NULL,
                      .write_only_allowed = write_only_allowed};
    check_object(&s);
}

/* Terraform keeps a configured "" and passes it to all references, so the provider cannot choose a name
 * instead. */
static void check_identity(struct call *c, const struct schema_desc *schema, const struct value *config)
{
    for (size_t i = 0; i < schema->identity_count; i++) {
        struct str name = str_c(schema->identity[i]);
        if (given_is_blank(object_attr(schema->object, name), value_member(config, name)))
            diag_error(c->mem, &c->diags, path_attribute(c->mem, (struct path){0}, name), STR("Empty name"),
                       "%.*s is \"\". Leave it out, or set it to null: %.*s = var.name != \"\" ? var.name : "
                       "null.",
                       STR_ARG(name), STR_ARG(name));
    }
}

static void ask_hook(struct call *c, const struct value *config, engine_validate_fn *hook)
{
    void *model = c->diags.error_count == 0 && hook != NULL ? engine_model(c, c->schema->object, config)
                                                            : NULL;
    if (model != NULL && !hook(c, model))
        engine_report(c, "Invalid configuration of", config);
}

void engine_validate_config(struct call *c, const struct schema_desc *schema, struct dynamic_value config,
                            bool write_only_allowed, engine_validate_fn *hook)
{
    struct value value;
    c->schema = schema;
    if (!engine_decode(c, config, schema->object, "the configuration", &value) || !value_is_known(value))
        return;
    engine_saw_config(c, &value);
    engine_validate(c, schema->object, &value, NULL, write_only_allowed);
    check_identity(c, schema, &value);
    ask_hook(c, &value, hook);
}

bool engine_validate_again(struct call *c, const struct value *config, const struct value *prior,
                           engine_validate_fn *hook)
{
    size_t told = c->diags.count, kept = told;
    engine_validate(c, c->schema->object, config, prior, true);
    check_identity(c, c->schema, config);
    if (prior == NULL || !value_is_known(*prior))
        ask_hook(c, config, hook);
    for (size_t i = told; i < c->diags.count; i++) {
        if (c->diags.items[i].severity == DIAG_ERROR)
            c->diags.items[kept++] = c->diags.items[i];
    }
    c->diags.count = kept;
    return kept == told;
}

void *engine_asked(struct call *c, struct dynamic_value config, engine_validate_fn *hook, struct value *ret)
{
    const struct object_desc *desc = c->schema->object;
    if (!engine_decode(c, config, desc, "the configuration", ret) ||
        !engine_validate_again(c, ret, NULL, hook))
        return NULL;
    return engine_model(c, desc, ret);
}

void runtime_validate_resource(struct runtime *runtime, struct call *c, const struct validate_request *in)
{
    const struct resource *resource = engine_resource(runtime, c, in->type_name);
    if (resource != NULL)
        engine_validate_config(c, resource->schema, in->config, in->write_only_allowed, resource->validate);
}

void runtime_validate_data(struct runtime *runtime, struct call *c, const struct validate_request *in)
{
    const struct data_source *source = engine_data_source(runtime, c, in->type_name);
    if (source != NULL)
        engine_validate_config(c, source->schema, in->config, true, source->validate);
}

void runtime_validate_provider(struct runtime *runtime, struct call *c, struct dynamic_value config)
{
    const struct provider_type *type = runtime->registry->provider;
    engine_validate_config(c, type->schema, config, true, type->validate);
}
