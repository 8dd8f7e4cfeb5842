/*
 * info_view.c — what the commands that show one object share. Must not know one kind.
 */
#include "cli/info_view.h"

#include "cli/instance_view.h"

bool object_get(struct session *s, enum ls_kind kind, struct str name, const char *lister,
                json_t **ret_object)
{
    const struct ls_kind_row *row = ls_kind_row(kind);
    json_t *all = NULL;
    if (ls_view_find(s->client, session_scope(s), kind, name, STR(""), ret_object, &s->err))
        return true;
    if (s->err.kind != ERR_NOT_FOUND)
        return false;
    struct str near = STR(""), region = ls_client_region(s->client);
    if (session_list(s, row->list, NULL, row->items, &all))
        near = near_names(s, all, ls_kind_name_at(kind), name);
    fail(&s->err, ERR_NOT_FOUND, "there is no %s '%.*s' in %.*s", row->noun, STR_ARG(name), STR_ARG(region));
    return fail_hint(&s->err, "%.*s%sTo show the existing ones: '%s --region %.*s'.", STR_ARG(near),
                     near.len > 0 ? " " : "", lister, STR_ARG(region));
}

bool price_add(struct session *s, const struct price_list *list, json_t *in, struct str size, double count,
               json_t *object)
{
    json_t *sizes;
    TRY(session_list_if_allowed(s, list->op, in, list->items, &sizes));
    for (size_t i = 0; i < json_array_size(sizes); i++) {
        const json_t *row = json_array_get(sizes, i);
        if (!str_eq(json_member_text(row, list->id), size))
            continue;
        double price = json_number_value(json_object_get(row, "price")) * count;
        json_object_set_new(object, "monthlyPriceUsd", json_real(price));
    }
    return true;
}

/* ---- lines ---- */

void info_line(const char *label, struct str text)
{
    printf("%-12s %.*s\n", label, STR_ARG(text.len > 0 ? text : STR("-")));
}

struct str info_text(struct session *s, const json_t *object, const char *path)
{
    return str_printable(s->mem, json_text(json_at(object, path)), 4096);
}

void info_tags(struct session *s, const json_t *object)
{
    const json_t *tags = json_object_get(object, "tags");
    for (size_t i = 0; i < json_array_size(tags); i++) {
        const json_t *tag = json_array_get(tags, i);
        info_line("tag", str_printf(s->mem, "%.*s=%.*s", STR_ARG(info_text(s, tag, "key")),
                                    STR_ARG(info_text(s, tag, "value"))));
    }
}

void info_price(struct session *s, const json_t *object)
{
    const json_t *price = json_object_get(object, "monthlyPriceUsd");
    info_line("price",
              price == NULL ? STR("") : str_printf(s->mem, "%.2f USD a month", json_number_value(price)));
}
