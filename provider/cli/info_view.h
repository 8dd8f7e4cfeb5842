/*
 * info_view.h — what the commands that show one object share: finding it by name, its price, and the lines of text. Knows
 * kinds and JSON objects; must not know one kind.
 */
#ifndef CLI_INFO_VIEW_H
#define CLI_INFO_VIEW_H

#include "cli/command.h"

/*
 * The current object with the name. If it is not found, it is searched for as long as reads may lag. Then ERR_NOT_FOUND,
 * with similar names as the hint. lister: the command that lists the objects.
 */
bool object_get(struct session *s, enum ls_kind kind, struct str name, const char *lister,
                json_t **ret_object) MUST_USE;

/* The prices of a family: the list of its sizes. */
struct price_list {
    enum ls_op op;
    const char *items, *id; /* the list in the response, and the member that has the ID of a size */
};
/* Sets `monthlyPriceUsd` of the object, `count` times the price of the size; not when the credentials may not read it. */
bool price_add(struct session *s, const struct price_list *list, json_t *in, struct str size, double count,
               json_t *object) MUST_USE;

#define INFO_OUTPUT_OPTION                                                                             \
    {                                                                                                  \
        .name = "output", .argument = "FORMAT", .help = "text (default) or json", .kind = VALUE_WORDS, \
        .words = "text json"                                                                           \
    }

/* "name         app" to stdout; "-" for an empty text. */
void info_line(const char *label, struct str text);
/* The text at a path, printable; "" when it is absent. */
struct str info_text(struct session *s, const json_t *object, const char *path);
/* A line for each tag, and one for the price that price_add has set. */
void info_tags(struct session *s, const json_t *object);
void info_price(struct session *s, const json_t *object);

#endif
