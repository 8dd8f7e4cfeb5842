/*
 * derived.h — views that follow from the record of a resource: a data source of one object, one of many, and
 * a list. schemac emits their definitions. Knows the rows of the resource and of the view; must not know any
 * resource.
 *
 * A view has the attributes and blocks of the resource that a response contains, under the same names. `tags` are all
 * tags except the ignored ones.
 */
#ifndef RUNTIME_DERIVED_H
#define RUNTIME_DERIVED_H

#include "runtime/crud.h"
#include "runtime/list.h"

/* `read` of struct data_source, for one object, found by the first identity attribute of the resource. Errors:
 * ERR_NOT_FOUND there. */
bool derived_read(struct call *c, const void *config, void *state);
/* The same for many: filters, `names`, and the objects under the plural of the resource's name. */
bool derived_read_many(struct call *c, const void *config, void *state);
/* `list` of struct list_resource. */
bool derived_list(struct call *c, const void *config, struct lister *lister);

#endif
