/*
 * check_function.c — checks the record of a function. Knows Terraform's rules for functions (protocol,
 * section 3.4); must not know JSON or what is emitted.
 */
#include "schemac/check_parts.h"
#include "schemac/words.h"

static void check_dynamic(struct report *report, const struct place *at, const struct type_expr *type)
{
    if (has_collection_of_dynamic(type))
        complain(report, at,
                 "a collection of \"dynamic\" cannot be decoded reliably; make the whole value \"dynamic\" "
                 "or name "
                 "the type");
}

static void check_parameter(struct report *report, const struct record *record,
                            const struct parameter *parameter)
{
    const struct place *at = place_member(report->mem, parameter->place, "name");
    if (!is_name(parameter->name))
        complain(report, at,
                 "'%.*s' is not a valid name; use a-z, 0-9 and single underscores, and begin with a letter",
                 STR_ARG(parameter->name));
    check_dynamic(report, place_member(report->mem, parameter->place, "type"), parameter->type);
    for (size_t i = 0; i < record->parameter_count && &record->parameters[i] != parameter; i++) {
        if (str_eq(record->parameters[i].name, parameter->name)) {
            complain(report, at, "'%.*s' is declared twice; choose another name", STR_ARG(parameter->name));
            return;
        }
    }
}

void check_function(struct report *report, const struct record *record)
{
    if (str_find(record->summary, '\n', 0) < record->summary.len)
        complain(report, record_place(report, record, "summary"),
                 "'summary' must be one line; move the rest to 'doc'");
    for (size_t i = 0; i < record->parameter_count; i++)
        check_parameter(report, record, &record->parameters[i]);
    if (record->variadic != NULL)
        check_parameter(report, record, record->variadic);
    check_dynamic(report, record_place(report, record, "result"), record->result);
}
