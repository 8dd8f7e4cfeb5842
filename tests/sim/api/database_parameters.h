/*
 * database_parameters.h — the parameters of the engine of a database. It must not know what they do.
 */
#ifndef SIM_API_DATABASE_PARAMETERS_H
#define SIM_API_DATABASE_PARAMETERS_H

#include <stdbool.h>

#include "world.h"

struct database_parameter {
    const char *name, *value, *allowed, *type, *description; /* value and allowed may be NULL */
    bool is_dynamic, is_modifiable;
};

/* The parameters of an engine, in the order of their names; ended by a row without a name. */
const struct database_parameter *database_parameters_of(const char *engine);

void database_parameters_transition(struct resource *database, const char *word);

#endif
