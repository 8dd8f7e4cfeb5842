/*
 * database_new.c — the checks, the request and the end of the commands that make a database. Must not know the source of
 * the data.
 */
#include "cli/database_new.h"

#include "steps/database_rule.h"
#include "steps/database_step.h"

static bool check_zone(struct session *s, const struct database_new *database)
{
    struct str zone = database->zone;
    if (zone.len == 0)
        return true;
    if (!database_has_two_zones(database->bundle))
        return create_check_database_zone(s, &zone);
    fail(&s->err, ERR_USER,
         "--az: '%.*s' is a high-availability bundle, for which Lightsail chooses two zones",
         STR_ARG(database->bundle));
    return fail_hint(&s->err, "Remove --az, or choose a bundle without _ha_.");
}

bool database_new_check(struct session *s, const struct database_new *database)
{
    static const struct create_offer bundles = {OP_GET_RELATIONAL_DATABASE_BUNDLES, "bundles", "bundleId",
                                                "--bundle",
                                                "For all values: 'aws lightsail "
                                                "get-relational-database-bundles'."};
    return create_check_name(s, &database_naming, database->name_flag, database->name) &&
           create_check_offer(s, &bundles, database->bundle) && check_zone(s, database) &&
           create_check_free(s, &database_naming, database->name_flag, database->name);
}

json_t *database_new_request(const struct database_new *database, const struct given *given,
                             int bundle_option, int tag_option)
{
    json_t *in = member_of("relationalDatabaseName", database->name);
    if (given->values[bundle_option] != NULL)
        json_object_set_new(in, "relationalDatabaseBundleId", json_new_str(database->bundle));
    if (database->zone.len > 0)
        json_object_set_new(in, "availabilityZone", json_new_str(database->zone));
    json_object_set_new(in, "publiclyAccessible", json_boolean(database->is_public));
    create_add_tags(in, given, tag_option);
    return in;
}

int database_new_make(struct session *s, enum ls_op op, json_t *in, const json_t *members,
                      const struct database_new *database)
{
    json_t *made = NULL;
    bool accepted = false;
    struct str name = database->name;
    if (!database_make(s, op, in, members, &accepted, &made)) {
        session_failed(s, accepted ? "'%.*s' was created, but" : "cannot create '%.*s'", STR_ARG(name));
        if (accepted || s->err.maybe_done)
            note("The database '%.*s' %s. To show it: 'quants-infra databases info %.*s'.", STR_ARG(name),
                 accepted ? "exists" : "may exist", STR_ARG(name));
        return EXIT_FAILED;
    }
    output_progress_end();
    printf("%.*s available at %.*s\n", STR_ARG(name), STR_ARG(database_endpoint(s, made)));
    if (!database->has_password)
        note("Lightsail has made its password. To read it: 'quants-infra databases password %.*s'.",
             STR_ARG(name));
    return EXIT_DONE;
}
