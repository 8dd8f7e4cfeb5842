/*
 * database_rule.c — the rules for the texts of a database. Must not know where a text comes from. Source:
 * CreateRelationalDatabase of the API model.
 */
#include "steps/database_rule.h"

struct database_limits database_limits(struct str blueprint)
{
    bool is_mysql = str_starts_with(blueprint, STR("mysql"));
    return is_mysql ? (struct database_limits){64, 16, 41} : (struct database_limits){63, 63, 128};
}

bool database_is_identifier(struct str text, size_t most)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'),
             is_other = (c >= '0' && c <= '9') || c == '_';
        if (!is_letter && (i == 0 || !is_other))
            return false;
    }
    return text.len > 0 && text.len <= most;
}

bool database_is_password(struct str text, size_t most)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (c <= ' ' || c > '~' || c == '/' || c == '"' || c == '@')
            return false;
    }
    return text.len >= DATABASE_LEAST_PASSWORD && text.len <= most;
}

bool database_has_two_zones(struct str bundle)
{
    return str_contains(bundle, STR("_ha_"));
}
