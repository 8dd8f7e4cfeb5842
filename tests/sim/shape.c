/*
 * shape.c — the form of each operation's input, as rows: members, their types, which are required, which
 * words and numbers are valid. It must not know what the values mean; handlers check that.
 */
#include "shape.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

const struct member nothing_members[] = {{0}};
const struct member page_members[] = {OPTIONAL("pageToken", STRING), {0}};

static bool check_structure(struct call *call, const struct member *members, const json_t *value,
                            const char *path);

static bool fail_constraint(struct call *call, const char *shown, const char *path, const char *constraint)
{
    return call_fail_input(
        call, "1 validation error detected: Value %s at '%s' failed to satisfy constraint: Member %s", shown,
        path, constraint);
}

bool shape_fail_pattern(struct call *call, const char *path, const char *value, const char *pattern)
{
    return call_fail_input(call,
                           "1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: "
                           "Member must satisfy regular expression pattern: %s",
                           value, path, pattern);
}

static bool fail_type(struct call *call, const char *path, const char *wanted)
{
    return call_fail(call, FAILURE_SERIALIZATION, NULL, "The value at '%s' cannot be converted to %s", path,
                     wanted);
}

static bool check_string(struct call *call, const struct member *member, const json_t *value,
                         const char *path)
{
    if (!json_is_string(value))
        return fail_type(call, path, "String");
    const char *string = json_string_value(value);
    char *shown = memory_format("'%s'", string);
    bool fine = true;
    if (member->form == FORM_NAME) {
        size_t length = strlen(string), good = 0;
        while (isalnum((unsigned char)string[good]) || (string[good] && strchr("-_.", string[good])))
            good++;
        if (length < 2 || good < length)
            fine = call_fail_input(
                call,
                "%s is not a valid resource name. Resource names must be at least 2 characters long "
                "and contain only alphanumerics, -, _, and .",
                string);
    }
    if (member->form == FORM_NONEMPTY && string[strspn(string, " \t\r\n")] == '\0')
        fine = fail_constraint(call, shown, path, "must satisfy regular expression pattern: .*\\S.*");
    if (member->form == FORM_WORD) {
        const char *const *word = member->words;
        while (*word && strcmp(*word, string) != 0)
            word++;
        if (!*word) {
            struct text constraint = {0};
            text_add(&constraint, "must satisfy enum value set: [");
            for (word = member->words; *word; word++)
                text_format(&constraint, "%s%s", word == member->words ? "" : ", ", *word);
            text_add(&constraint, "]");
            fine = fail_constraint(call, shown, path, constraint.data);
            text_free(&constraint);
        }
    }
    free(shown);
    return fine;
}

static bool check_integer(struct call *call, const struct member *member, const json_t *value,
                          const char *path)
{
    if (!json_is_integer(value))
        return fail_type(call, path, "Integer");
    json_int_t number = json_integer_value(value);
    if (member->minimum == member->maximum || (number >= member->minimum && number <= member->maximum))
        return true;
    char *shown = memory_format("'%lld'", (long long)number);
    char *constraint = number < member->minimum
                           ? memory_format("must have value greater than or equal to %ld", member->minimum)
                           : memory_format("must have value less than or equal to %ld", member->maximum);
    fail_constraint(call, shown, path, constraint);
    free(shown);
    free(constraint);
    return false;
}

static bool check_list(struct call *call, const struct member *member, const json_t *value, const char *path)
{
    if (!json_is_array(value))
        return fail_type(call, path, "List");
    bool fine = true;
    for (size_t i = 0; fine && i < json_array_size(value); i++) {
        const json_t *element = json_array_get(value, i);
        char *element_path = memory_format("%s.%zu.member", path, i + 1);
        if (member->form == FORM_STRUCTURES)
            fine = check_structure(call, member->members, element, element_path);
        else if (member->form == FORM_INTEGERS)
            fine = json_is_integer(element) || fail_type(call, element_path, "Integer");
        else
            fine = check_string(call,
                                &(struct member){.form = member->words ? FORM_WORD : FORM_STRING,
                                                 .words = member->words},
                                element, element_path);
        free(element_path);
    }
    return fine;
}

static bool check_member(struct call *call, const struct member *member, const json_t *value,
                         const char *path)
{
    switch (member->form) {
    case FORM_STRING:
    case FORM_NAME:
    case FORM_NONEMPTY:
    case FORM_WORD:
        return check_string(call, member, value, path);
    case FORM_INTEGER:
        return check_integer(call, member, value, path);
    case FORM_BOOLEAN:
        return json_is_boolean(value) || fail_type(call, path, "Boolean");
    case FORM_DOUBLE:
        return json_is_number(value) || fail_type(call, path, "Double");
    case FORM_TIME:
        return json_is_number(value) || fail_type(call, path, "Timestamp");
    case FORM_STRINGS:
    case FORM_INTEGERS:
    case FORM_STRUCTURES:
        return check_list(call, member, value, path);
    case FORM_STRUCTURE:
        return check_structure(call, member->members, value, path);
    case FORM_MAP:
        return json_is_object(value) || fail_type(call, path, "Map");
    }
    return true;
}

static const struct member *find_member(const struct member *members, const char *name)
{
    while (members->name && strcmp(members->name, name) != 0)
        members++;
    return members->name ? members : NULL;
}

static bool check_structure(struct call *call, const struct member *members, const json_t *value,
                            const char *path)
{
    if (!json_is_object(value))
        return fail_type(call, *path ? path : "the request", "Structure");
    const char *dot = *path ? "." : "";
    for (const struct member *member = members; member->name; member++) {
        const json_t *given = json_object_get(value, member->name);
        bool absent = !given || json_is_null(given);
        if (absent && !member->required)
            continue;
        char *member_path = memory_format("%s%s%s", path, dot, member->name);
        bool fine = absent ? fail_constraint(call, "null", member_path, "must not be null")
                           : check_member(call, member, given, member_path);
        free(member_path);
        if (!fine)
            return false;
    }
    /* The service ignores members that it does not know. Here they are an error of the client under test. */
    const char *name;
    json_t *ignored;
    json_object_foreach ((json_t *)(uintptr_t)value, name, ignored)
        if (!find_member(members, name))
            return call_fail(call, FAILURE_SERIALIZATION, NULL, "The model of %s has no member '%s%s%s'",
                             call->operation, path, dot, name);
    return true;
}

bool shape_check(struct call *call, const struct member *members, const json_t *value)
{
    return check_structure(call, members, value, "");
}
