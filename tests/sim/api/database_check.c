/*
 * database_check.c — the rules for the values of a request about a database. It must not know what exists.
 */
#include "api/database_check.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "regions.h"

bool database_check_name(struct call *call, const char *name)
{
    for (const char *at = name; *at; at++)
        if (!isalnum((unsigned char)*at) && *at != '-')
            return call_fail_input(
                call,
                "%s is not a valid name of a database or a database snapshot. It must contain "
                "only letters, digits and hyphens.",
                name);
    return call_check_new_name(call, name);
}

/* A letter, then letters, digits and underscores. */
static bool is_word(const char *text, size_t longest)
{
    size_t length = strlen(text);
    if (length < 1 || length > longest || !isalpha((unsigned char)text[0]))
        return false;
    for (; *text; text++)
        if (!isalnum((unsigned char)*text) && *text != '_')
            return false;
    return true;
}

/* A few of the words that the engines reserve; all of them would be hundreds. */
static bool is_reserved(const char *text)
{
    static const char *const words[] = {"select", "table", "user",     "database", "order",
                                        "group",  "where", "rdsadmin", "root",     "all"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (!strcasecmp(words[i], text))
            return true;
    return false;
}

bool database_check_master(struct call *call, const char *engine)
{
    bool is_mysql = !strcmp(engine, "mysql");
    const char *database = call_string(call, "masterDatabaseName"),
               *user = call_string(call, "masterUsername");
    if (!is_word(database, is_mysql ? 64 : 63))
        return call_fail_input(call, "Invalid master database name: %s", database);
    if (is_reserved(database))
        return call_fail_input(call, "DBName %s cannot be used. It is a reserved word for this engine",
                               database);
    if (!is_word(user, is_mysql ? 16 : 63))
        return call_fail_input(call, "Invalid master user name: %s", user);
    return !is_reserved(user) ||
           call_fail_input(call,
                           "MasterUsername %s cannot be used as it is a reserved word used by the engine",
                           user);
}

bool database_check_password(struct call *call, const char *engine, const char *password)
{
    size_t longest = !strcmp(engine, "mysql") ? 41 : 128;
    if (!password)
        return true;
    if (strlen(password) < 8 || strlen(password) > longest)
        return call_fail_input(call, "The master user password must contain from 8 to %zu characters",
                               longest);
    for (; *password; password++)
        if (*password <= ' ' || *password > '~' || strchr("/\"@", *password))
            return call_fail_input(call,
                                   "The master user password is not valid. Only printable ASCII characters "
                                   "besides '/', '@', '\"', ' ' may be used.");
    return true;
}

bool database_check_zone(struct call *call, const struct database_bundle *bundle, char ret_zone[32],
                         char ret_second[32])
{
    const char *zone = call_string(call, "availabilityZone");
    const char *letters = regions_find(call->region_name)->zones;
    if (zone && bundle->two_zones)
        return call_fail_input(call,
                               "You can't specify an Availability Zone for the high availability plan %s",
                               bundle->id);
    if (zone && !regions_have_zone(call->region_name, zone))
        return call_fail_input(call,
                               "The Availability Zone is not valid: %s. It must be one of the Region %s.",
                               zone, call->region_name);
    if (zone)
        snprintf(ret_zone, 32, "%s", zone);
    else
        snprintf(ret_zone, 32, "%s%c", call->region_name, letters[0]);
    ret_second[0] = '\0';
    if (bundle->two_zones)
        snprintf(ret_second, 32, "%s%c", call->region_name, letters[1]);
    return true;
}

bool database_check_authority(struct call *call, const char *authority)
{
    static const char *const known[] = {"rds-ca-2019", "rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1",
                                        "rds-ca-ecc384-g1"};
    for (size_t i = 0; authority && i < sizeof known / sizeof known[0]; i++)
        if (!strcmp(known[i], authority))
            return true;
    return !authority || call_fail_input(call, "The certificate does not exist: %s", authority);
}
