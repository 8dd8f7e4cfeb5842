/*
 * move_names.c — copies another provider's state by the names of its attributes. Knows fields and tags; must
 * not know any resource.
 */
#include "runtime/move_source.h"

/* NULL: the table does not have the attribute. */
static const char *named(const struct state_move *move, const struct attr_desc *attr)
{
    for (const struct move_name *name = move->names; name != NULL && name->ours != NULL; name++) {
        if (str_eqc(attr->name, name->ours))
            return name->theirs;
    }
    return NULL;
}

static const char *their_name(struct call *c, const struct state_move *move, const struct attr_desc *attr)
{
    const char *name = named(move, attr);
    return name != NULL ? name : str_z(c->mem, attr->name);
}

/* What exists in Terraform only is taken over if the table has it. */
static bool is_own(const struct state_move *move, const struct attr_desc *attr)
{
    return ((attr->flags & (ATTR_LOCAL | ATTR_WRITE_ONLY)) && named(move, attr) == NULL) ||
           str_eqc(attr->name, "id") || str_eqc(attr->name, "region");
}

/* Without it there is no object. The other provider's `id` stands for an identity of one attribute. */
static bool take_text(struct call *c, const struct attr_desc *attr, const json_t *source, const char *path,
                      struct tf_string *ret)
{
    bool is_first = c->schema->identity_count > 0 && str_eqc(attr->name, c->schema->identity[0]);
    if (is_first && c->schema->identity_count == 1)
        return source_name(c, source, path, "id", ret);
    TRY(source_text(c, source, path, ret));
    return !is_first || TF_IS_KNOWN(*ret) || fail(&c->err, ERR_USER, "the stored state has no '%s'", path);
}

/* A map of texts, or a list of {key, value}. */
static bool take_texts(struct call *c, const struct attr_desc *attr, const json_t *source, const char *path,
                       struct tf_strings *ret)
{
    bool is_map = attr->type->kind == TYPE_MAP;
    if (is_map && json_is_array(json_at(source, path)))
        return source_tag_objects(c, source, path, ret);
    return is_map ? source_map(c, source, path, ret) : source_texts(c, source, path, false, ret);
}

static bool take_object(struct call *c, const struct attr_desc *attr, const json_t *object,
                        struct tf_objects *ret);

static bool take_member(struct call *c, const struct attr_desc *attr, const json_t *source, const char *path,
                        void *field)
{
    switch (attr->field) {
    case FIELD_STRING:
        return source_text(c, source, path, field);
    case FIELD_BOOL:
        return source_bool(c, source, path, field);
    case FIELD_INT:
        return source_int(c, source, path, field);
    case FIELD_NUMBER:
        return source_number(c, source, path, field);
    case FIELD_STRINGS:
        return take_texts(c, attr, source, path, field);
    case FIELD_OBJECTS:
        return take_object(c, attr, json_at(source, path), field);
    default:
        return true; /* the next refresh fills it */
    }
}

static bool take_one(struct call *c, const struct object_desc *desc, const json_t *object, void *ret)
{
    for (size_t i = 0; i < desc->count; i++) {
        const struct attr_desc *inner = &desc->attrs[i];
        TRY(take_member(c, inner, object, str_z(c->mem, inner->name), bind_field(ret, inner)));
    }
    return true;
}

/* Objects with the same names; one alone may be a list of one. The next refresh fills others. */
static bool take_object(struct call *c, const struct attr_desc *attr, const json_t *source,
                        struct tf_objects *ret)
{
    size_t size_bytes = attr->nested->size_bytes, count = json_is_array(source) ? json_array_size(source) : 1;
    bool is_single = attr->nesting == NESTING_SINGLE, is_map = attr->nesting == NESTING_MAP;
    if (is_map || (!json_is_object(source) && (is_single || !json_is_array(source))))
        return true;
    *ret = (struct tf_objects){TF_KNOWN, count, NULL, arena_alloc_array(c->mem, count, size_bytes)};
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_is_array(source) ? json_array_get(source, i) : source;
        if (json_is_object(one))
            TRY(take_one(c, attr->nested, one, (char *)ret->v + i * size_bytes));
    }
    return true;
}

static bool take(struct call *c, const struct state_move *move, const struct attr_desc *attr,
                 const json_t *source, void *field)
{
    const char *path = their_name(c, move, attr);
    return attr->field == FIELD_STRING ? take_text(c, attr, source, path, field)
                                       : take_member(c, attr, source, path, field);
}

/* One of the two providers has no `tags_all`; here it is never null. */
static void complete_tags(struct call *c, void *state)
{
    const struct attr_desc *attr = object_attr(c->schema->object, STR("tags")),
                           *all = object_attr(c->schema->object, STR("tags_all"));
    if (all == NULL)
        return;
    struct tf_strings *tags_all = bind_field(state, all);
    if (!TF_IS_KNOWN(*tags_all))
        *tags_all = *(const struct tf_strings *)bind_field(state, attr);
    tags_all->is = TF_KNOWN;
}

bool move_by_names(struct call *c, const struct state_move *move, const json_t *source, void *state)
{
    const struct object_desc *desc = c->schema->object;
    for (size_t i = 0; i < desc->count; i++) {
        const struct attr_desc *attr = &desc->attrs[i];
        if (!is_own(move, attr))
            TRY(take(c, move, attr, source, bind_field(state, attr)));
    }
    complete_tags(c, state);
    return true;
}
