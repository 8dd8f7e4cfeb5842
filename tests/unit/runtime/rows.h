/*
 * rows.h — short forms of the tables that schemac emits, for rows written by hand. Knows their layout; must
 * not know any resource.
 */
#ifndef TESTS_UNIT_RUNTIME_ROWS_H
#define TESTS_UNIT_RUNTIME_ROWS_H

#include "tf/desc.h"

#define MEMBER(member_name, member_type)                                         \
    {                                                                            \
        .name = {"" member_name, sizeof(member_name) - 1}, .type = (member_type) \
    }
#define OBJECT_TYPE(members_array)                                  \
    {                                                               \
        .kind = TYPE_OBJECT, .members = (members_array),            \
        .count = sizeof(members_array) / sizeof((members_array)[0]) \
    }
#define ATTR(owner, field_name, ...) \
    .name = {#field_name, sizeof(#field_name) - 1}, .offset = offsetof(struct owner, field_name), __VA_ARGS__
#define RULES(array) .constraints = (array), .constraint_count = sizeof(array) / sizeof((array)[0])
#define OBJECT(owner, attrs_array, type_object)                                                          \
    {                                                                                                    \
        .name = #owner, .attrs = (attrs_array), .count = sizeof(attrs_array) / sizeof((attrs_array)[0]), \
        .type = &(type_object), .size_bytes = sizeof(struct owner)                                       \
    }

#endif
