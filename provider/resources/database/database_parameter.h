/*
 * database_parameter.h — one parameter of an engine as the API describes it. Knows the forms of allowed values; must not
 * know which values are wanted.
 */
#ifndef RESOURCES_DATABASE_PARAMETER_H
#define RESOURCES_DATABASE_PARAMETER_H

#include "base/json.h"
#include "base/str.h"

/* The row of a parameter in the response to GetRelationalDatabaseParameters; NULL when the engine has none. */
const json_t *database_parameter_find(const json_t *rows, struct str name);

/* Its value; data == NULL: it has none, the engine's default holds. */
struct str database_parameter_value(const json_t *row);

/* Whether a change of it takes effect without a reboot. */
bool database_parameter_is_dynamic(const json_t *row);

/*
 * Whether its allowed values, a text such as "0,1" or "1-100" or "ON,OFF", contain a value. A formula such as
 * {DBInstanceClassMemory*3/4}, and a value of a parameter whose allowed values have another form, always pass.
 */
bool database_parameter_allows(const json_t *row, struct str value);

#endif
