/*
 * database_parameter.c — parameters of an engine and their allowed values. Must not know which values are wanted.
 * Source: RelationalDatabaseParameter of the API model, and the example of get-relational-database-parameters in the
 * reference of the AWS CLI.
 */
#include "resources/database/database_parameter.h"

const json_t *database_parameter_find(const json_t *rows, struct str name)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        if (str_eq(json_member_text(row, "parameterName"), name))
            return row;
    }
    return NULL;
}

struct str database_parameter_value(const json_t *row)
{
    return json_text(json_object_get(row, "parameterValue"));
}

bool database_parameter_is_dynamic(const json_t *row)
{
    return str_eqc(json_member_text(row, "applyType"), "dynamic");
}

/* "1-100" or "-1-100". */
static bool range_of(struct str part, int64_t *ret_low, int64_t *ret_high)
{
    size_t at = str_find(part, '-', 1);
    return at < part.len && str_to_int64(str_slice(part, 0, at), ret_low) &&
           str_to_int64(str_slice(part, at + 1, part.len), ret_high) && *ret_low <= *ret_high;
}

/* Of a fraction, the whole part decides. */
static bool number_of(struct str value, int64_t *ret)
{
    struct str whole = value, rest;
    return str_to_int64(str_cut(value, '.', &whole, &rest) ? whole : value, ret);
}

static bool part_allows(struct str part, struct str value)
{
    int64_t low, high, number;
    if (str_eq(part, value))
        return true;
    return range_of(part, &low, &high) && number_of(value, &number) && low <= number && number <= high;
}

static bool one_allows(struct str allowed, struct str value)
{
    struct str part, rest = allowed;
    while (str_cut(rest, ',', &part, &rest)) {
        if (part_allows(str_trim(part), value))
            return true;
    }
    return part_allows(str_trim(rest), value);
}

static bool allows_each(struct str allowed, struct str values)
{
    struct str value, rest = values;
    while (str_cut(rest, ',', &value, &rest)) {
        if (!one_allows(allowed, str_trim(value)))
            return false;
    }
    return one_allows(allowed, str_trim(rest));
}

/* Texts may have allowed values of another form, such as a pattern. */
static bool is_plain(struct str allowed)
{
    for (size_t i = 0; i < allowed.len; i++) {
        if (strchr("[]()*^$\\{}|<>", allowed.data[i]) != NULL)
            return false;
    }
    return allowed.len > 0;
}

bool database_parameter_allows(const json_t *row, struct str value)
{
    struct str allowed = json_member_text(row, "allowedValues");
    if (!is_plain(allowed) || str_contains(value, STR("{")))
        return true;
    return str_eqc(json_member_text(row, "dataType"), "list") ? allows_each(allowed, value)
                                                              : one_allows(allowed, value);
}
