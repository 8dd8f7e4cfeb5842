/*
 * item.h — items that the API has inside an object's array and that calls of their own change: an entry of a
 * domain. Knows arrays, and one queue for each object; must not know what an item means.
 *
 * The API reads an item only with its object, and two changes of one object at the same time may be refused. So
 * all items of an object share their reads, and the changes of a run are sent one after another. Before the
 * first change a run reads the object once; the caller records what the run has changed since then.
 */
#ifndef RUNTIME_ITEM_H
#define RUNTIME_ITEM_H

#include "runtime/api.h"

struct item_kind {
    enum ls_kind of; /* the kind of the object */
    const char *at;  /* the member of the object with the items */
    /* Whether the item of a response is the one that is wanted. */
    bool (*same)(const json_t *item, const json_t *wanted);
};

/* The item, or NULL. */
json_t *item_find(const struct item_kind *kind, const json_t *object, const json_t *wanted);

/* The object for a refresh: one call serves all reads of its items that wait for it. Errors: those of api_view. */
bool item_refresh(struct call *c, const struct item_kind *kind, struct str name, json_t **ret_object)
    MUST_USE;

/* Takes the turn to change items of the object, until the end of the call, unless the call has it. */
bool item_turn(struct call *c, const struct item_kind *kind, struct str name) MUST_USE;
/*
 * The object as it was before the first change of this run, read once in a run: for changes, which have the turn, and
 * for the checks of a plan. is_expected: a read that does not show the object may be late. Errors: those of api_view.
 */
bool item_before(struct call *c, const struct item_kind *kind, struct str name, bool is_expected,
                 json_t **ret_object) MUST_USE;
/* What item_before returns is outdated: the next one reads again. */
void item_forget(struct call *c, const struct item_kind *kind, struct str name);

/*
 * Whether a read within the time that reads may lag shows the item, or no such item (is_removed): an earlier process may
 * just have changed it. What item_before returns is then as new as that read.
 */
bool item_shows_soon(struct call *c, const struct item_kind *kind, struct str name, const json_t *wanted,
                     bool is_removed);

/*
 * Sends one change with the turn, again while the object is in transition. wanted: the item that is there
 * afterwards, or that is not there (is_removed). It takes over `in`. Errors: those of ls_change.
 */
bool item_change(struct call *c, const struct item_kind *kind, struct str name, enum ls_op op, json_t *in,
                 const json_t *wanted, bool is_removed) MUST_USE;

#endif
