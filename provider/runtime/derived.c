/*
 * derived.c — data sources and lists from the state of a resource. Must not know any resource.
 */
#include "runtime/derived.h"

#include <stdlib.h>

#include "runtime/filter.h"
#include "runtime/listing.h"
#include "runtime/region_check.h"
#include "runtime/tags.h"

static const void *field_of(const struct object_desc *desc, const void *model, const char *name)
{
    const struct attr_desc *attr = object_attr(desc, str_c(name));
    return attr != NULL ? (const char *)model + attr->offset : NULL;
}

static const struct schema_desc *derived_schema(const struct call *c)
{
    return c->schema->viewed->schema;
}

/* ---- from a resource to its view ---- */

/* The call as the resource sees it: its rows, and the same memory. */
static struct call as_resource(const struct call *c, const struct schema_desc *resource)
{
    struct call inner = {.mem = c->mem,
                         .deadline = c->deadline,
                         .provider = c->provider,
                         .client = c->client,
                         .schema = resource};
    return inner;
}

/* The state that the resource would have for this object after an import. */
static bool resource_value(struct call *c, const struct schema_desc *resource, const json_t *object,
                           struct value *ret)
{
    struct call inner = as_resource(c, resource);
    size_t size_bytes = resource->object->size_bytes;
    void *nothing = arena_alloc(c->mem, size_bytes), *state = arena_alloc(c->mem, size_bytes);
    bool is_filled = crud_fill(&inner, object, nothing, state);
    c->err = inner.err;
    if (is_filled)
        *ret = bind_to_value(c->mem, state, resource->object);
    return is_filled;
}

static struct value shown_object(struct call *c, const struct value *whole, const struct object_desc *view);

/* A nested value, such as that of a block, with the members that the view has. */
static struct value shown_value(struct call *c, const struct value *v, const struct attr_desc *view)
{
    if (view->nested == NULL || !value_is_known(*v))
        return value_is_null(*v) ? value_null(view->type) : *v;
    if (view->nesting == NESTING_SINGLE)
        return shown_object(c, v, view->nested);
    struct value *items = arena_new_array(c->mem, struct value, v->count);
    for (size_t i = 0; i < v->count; i++)
        items[i] = shown_object(c, &v->items[i], view->nested);
    if (view->nesting == NESTING_SET)
        return value_set(c->mem, view->type, items, v->count);
    struct value shown = *v; /* with the keys of a map */
    shown.type = view->type;
    shown.items = items;
    return shown;
}

/* Members of the same name. `tags` are all tags. */
static struct value shown_object(struct call *c, const struct value *whole, const struct object_desc *view)
{
    struct value *items = arena_new_array(c->mem, struct value, view->count);
    for (size_t i = 0; i < view->count; i++) {
        const struct attr_desc *attr = &view->attrs[i];
        const struct value *all_tags = str_eqc(attr->name, "tags") ? value_member(whole, STR("tags_all"))
                                                                   : NULL;
        const struct value *v = all_tags != NULL ? all_tags : value_member(whole, attr->name);
        items[i] = v != NULL ? shown_value(c, v, attr) : value_null(attr->type);
    }
    return value_object(view->type, items);
}

static bool show(struct call *c, const struct schema_desc *resource, const json_t *object,
                 const struct object_desc *view, void *ret)
{
    struct value whole;
    TRY(resource_value(c, resource, object, &whole));
    struct value shown = shown_object(c, &whole, view);
    return bind_to_struct(c->mem, &shown, view, ret, &c->err);
}

/* ---- one ---- */

bool derived_read(struct call *c, const void *config, void *state)
{
    const struct schema_desc *resource = derived_schema(c);
    enum ls_kind kind = resource->crud->kind;
    const char *attribute = resource->identity[0];
    const struct tf_string *name = field_of(c->schema->object, config, attribute);
    json_t *object;
    region_note(c, kind, *name);
    if (!api_view(c, kind, name->v, LS_REFRESH, &object) &&
        (c->err.kind != ERR_NOT_FOUND || !api_find(c, kind, name->v, STR(""), &object))) {
        if (c->err.kind == ERR_NOT_FOUND)
            ERR_SET(&c->err, attribute, str_c(attribute));
        return false;
    }
    struct tf_string asked = *name;
    TRY(show(c, resource, object, c->schema->object, state));
    *(struct tf_string *)(uintptr_t)field_of(c->schema->object, state, attribute) = asked;
    return true;
}

/* A list lacks parts of some kinds. NULL: the object was deleted meanwhile. */
static bool read_whole(struct call *c, enum ls_kind kind, json_t **item)
{
    struct str name = json_member_text(*item, "name");
    if (!ls_kind_row(kind)->by_name || api_view(c, kind, name, LS_REFRESH, item))
        return true;
    *item = NULL;
    return api_done_if_not_found(c);
}

/* ---- filters ---- */

struct question {
    const struct filter *filter;
    const struct schema_desc *view, *resource;
    const void *config;
};

/* Whether a filter field is not set, or has the same value as the state of the object. */
static bool fits(enum field_kind field, const void *asked, const void *found)
{
    const struct tf_string *text = asked, *its_text = found;
    const struct tf_bool *flag = asked, *its_flag = found;
    const struct tf_int *whole = asked, *its_whole = found;
    switch (field) {
    case FIELD_STRING:
        return !TF_IS_KNOWN(*text) || str_eq(text->v, its_text->v);
    case FIELD_BOOL:
        return !TF_IS_KNOWN(*flag) || flag->v == its_flag->v;
    case FIELD_INT:
        return !TF_IS_KNOWN(*whole) || (TF_IS_KNOWN(*its_whole) && whole->v == its_whole->v);
    default:
        return true;
    }
}

static bool matches(struct call *c, const struct question *question, const json_t *object)
{
    const struct object_desc *view = question->view->object, *resource = question->resource->object;
    const char *const *filters = question->resource->crud->filters;
    void *found = filters != NULL ? arena_alloc(c->mem, resource->size_bytes) : NULL;
    for (; filters != NULL && *filters != NULL; filters++) {
        const struct attr_desc *told = object_attr(resource, str_c(*filters));
        const struct object_desc one = {.attrs = told, .count = 1};
        api_fill(c, &one, object, found);
        if (!fits(told->field, field_of(view, question->config, *filters), bind_field(found, told)))
            return false;
    }
    return true;
}

static bool ask(struct call *c, const void *config, struct question *ret)
{
    const struct object_desc *desc = c->schema->object;
    *ret = (struct question){NULL, c->schema, derived_schema(c), config};
    return filter_new(c, field_of(desc, config, "name_regex"), field_of(desc, config, "tags"), &ret->filter);
}

/* ---- many ---- */

static int compare_names(const void *a, const void *b)
{
    return str_cmp(json_member_text(*(json_t *const *)a, "name"),
                   json_member_text(*(json_t *const *)b, "name"));
}

static double created(const json_t *object)
{
    return json_number_value(json_object_get(object, "createdAt"));
}

static size_t keep_newest(json_t **found, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (created(found[i]) > created(found[0]))
            found[0] = found[i];
    }
    return count > 0 ? 1 : 0;
}

/* The objects that match the filters, sorted by name. */
static bool find_many(struct call *c, const struct question *question, json_t ***ret_found, size_t *ret_count)
{
    const struct ls_kind_row *kind = ls_kind_row(question->resource->crud->kind);
    const struct tf_bool *most_recent = field_of(c->schema->object, question->config, "most_recent");
    json_t *items;
    TRY(api_list(c, kind->list, NULL, kind->items, &items));
    *ret_found = arena_new_array(c->mem, json_t *, json_array_size(items));
    *ret_count = 0;
    for (size_t i = 0; i < json_array_size(items); i++) {
        json_t *item = json_array_get(items, i);
        crud_name_item(question->resource->crud->kind, item);
        if (!filter_matches(c, question->filter, item) || !matches(c, question, item))
            continue;
        TRY(read_whole(c, question->resource->crud->kind, &item));
        if (item != NULL)
            (*ret_found)[(*ret_count)++] = item;
    }
    if (most_recent != NULL && TF_IS_KNOWN(*most_recent) && most_recent->v)
        *ret_count = keep_newest(*ret_found, *ret_count);
    qsort(*ret_found, *ret_count, sizeof **ret_found, compare_names);
    return true;
}

/* The attribute that holds the objects: the only nested one. */
static const struct attr_desc *objects_attr(const struct object_desc *desc)
{
    size_t i = 0;
    while (desc->attrs[i].field != FIELD_OBJECTS)
        i++;
    return &desc->attrs[i];
}

bool derived_read_many(struct call *c, const void *config, void *state)
{
    const struct object_desc *desc = c->schema->object;
    const struct attr_desc *attr = objects_attr(desc);
    struct question question;
    json_t **found;
    size_t count;
    TRY(ask(c, config, &question) && find_many(c, &question, &found, &count));
    struct tf_objects *objects = bind_field(state, attr);
    struct tf_strings *names = (void *)(uintptr_t)field_of(desc, state, "names");
    *objects = (struct tf_objects){TF_KNOWN, count, NULL,
                                   arena_alloc_array(c->mem, count, attr->nested->size_bytes)};
    *names = (struct tf_strings){.is = TF_KNOWN,
                                 .count = count,
                                 .v = arena_new_array(c->mem, struct tf_string, count)};
    for (size_t i = 0; i < count; i++) {
        TRY(show(c, question.resource, found[i], attr->nested,
                 (char *)objects->v + i * attr->nested->size_bytes));
        names->v[i] = tf_string(str_copy(c->mem, json_member_text(found[i], "name")));
    }
    return true;
}

/* ---- a list ---- */

static bool list_item(struct call *c, json_t *object, const void *context, struct lister *lister,
                      bool *ret_more)
{
    const struct question *question = context;
    const struct object_desc *desc = c->schema->object;
    struct str name = json_member_text(object, "name");
    if (!matches(c, question, object))
        return true;
    void *nothing = arena_alloc(c->mem, desc->size_bytes), *state = arena_alloc(c->mem, desc->size_bytes);
    struct tf_string *identity = (void *)(uintptr_t)field_of(desc, state, c->schema->identity[0]);
    *identity = tf_string(name);
    TRY(!list_wants_object(lister) || read_whole(c, question->resource->crud->kind, &object));
    if (object == NULL)
        return true;
    TRY(!list_wants_object(lister) || crud_fill(c, object, nothing, state));
    *ret_more = list_emit(c, lister, name, state);
    return true;
}

bool derived_list(struct call *c, const void *config, struct lister *lister)
{
    struct question question;
    TRY(ask(c, config, &question));
    const struct ls_kind_row *kind = ls_kind_row(question.resource->crud->kind);
    const struct listing listing = {kind->list,
                                    kind->items,
                                    c->schema->viewed,
                                    list_item,
                                    field_of(c->schema->object, config, "name_regex"),
                                    field_of(c->schema->object, config, "tags")};
    return listing_run(c, &listing, &question, lister);
}
