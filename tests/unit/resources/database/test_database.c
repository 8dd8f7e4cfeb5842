/*
 * test_database.c — what a database refuses before a request, the requests of its changes, and what a read shows while a
 * change is pending.
 */
#include "../../runtime/disk.h"

#include "resources/database/database_upgrade.h"

#define DB_ARN "arn:aws:lightsail:us-east-1:1:RelationalDatabase/7"
#define DB(state, more)                                                                                    \
    ANSWER("{\"relationalDatabase\":{\"name\":\"trades\",\"arn\":\"" DB_ARN "\",\"state\":\"" state        \
           "\",\"relationalDatabaseBlueprintId\":\"mysql_8_0\",\"preferredBackupWindow\":\"16:00-16:30\"," \
           "\"preferredMaintenanceWindow\":\"tue:17:00-tue:17:30\"" more "}}")
#define PLAIN ",\"publiclyAccessible\":false,\"backupRetentionEnabled\":true"

static const struct resource *const database = &database_resource;

static struct database model(void)
{
    struct database trades = {.relational_database_name = tf_string(STR("trades")),
                              .arn = tf_string(STR(DB_ARN)),
                              .blueprint_id = tf_string(STR("mysql_8_0")),
                              .bundle_id = tf_string(STR("micro_2_0")),
                              .master_database_name = tf_string(STR("trades")),
                              .master_username = tf_string(STR("keeper")),
                              .preferred_backup_window = tf_string(STR("16:00-16:30")),
                              .preferred_maintenance_window = tf_string(STR("tue:17:00-tue:17:30")),
                              .state = tf_string(STR("running"))};
    trades.publicly_accessible = trades.skip_final_snapshot = trades.deletion_protection = tf_bool(false);
    trades.backup_retention_enabled = trades.apply_immediately = tf_bool(true);
    trades.tags.is = trades.tags_all.is = TF_KNOWN;
    return trades;
}

/* ---- refused before a request ---- */

static void assert_refused(const struct database *config, const char *message)
{
    QUIET_SCENE(s, &database_schema);
    assert_true(database->validate(&s.call, config));
    if (message == NULL)
        assert_int_equal(s.call.diags.count, 0);
    else
        assert_contains(scene_only_diagnostic(&s)->detail, message);
    scene_end(&s);
}

static void names_and_passwords_depend_on_the_engine(void **state)
{
    (void)state;
    struct database config = model();
    assert_refused(&config, NULL);
    config.master_username = tf_string(STR("a2345678901234567"));
    assert_refused(&config, "at most 16 characters");
    config.blueprint_id = tf_string(STR("postgres_16"));
    assert_refused(&config, NULL);
    config.master_database_name = tf_string(STR("1trades"));
    assert_refused(&config, "'1trades' is not a letter followed by");
    config = model();
    config.master_password = tf_string(STR("a23456789012345678901234567890123456789012"));
    assert_refused(&config, "8 to 41 printable ASCII");
    config.master_password = tf_string(STR("with spaces"));
    assert_refused(&config, "8 to 41 printable ASCII");
    config.master_password = tf_string(STR("good-enough"));
    assert_refused(&config, NULL);
}

static void windows_and_decision_are_checked(void **state)
{
    (void)state;
    struct database config = model();
    config.preferred_backup_window = tf_string(STR("17:15-17:45"));
    assert_refused(&config, "have a time in common");
    config.preferred_backup_window = tf_string(STR("16:00-16:29"));
    assert_refused(&config, "has 29 minutes. A window has at least 30");
    config.preferred_backup_window = tf_string(STR("at four"));
    assert_refused(&config, "'at four' is not a time range in UTC such as 16:00-16:30");
    config = model();
    config.skip_final_snapshot = tf_bool(true);
    config.final_snapshot_name = tf_string(STR("last-{timestamp}"));
    assert_refused(&config, "Remove one of the two");
}

static void a_destroy_needs_a_decision(void **state)
{
    (void)state;
    SCENE(s, &database_schema, DB("available", PLAIN));
    struct database prior = model();
    assert_true(database->plan_destroy(&s.call, &prior));
    assert_contains(scene_only_diagnostic(&s)->detail, "The destroy would delete the database");
    prior.skip_final_snapshot = tf_bool(true);
    assert_true(database->plan_destroy(&s.call, &prior));
    assert_int_equal(s.call.diags.count, 1);
    scene_end(&s);
}

static void a_failed_creation_needs_no_decision(void **state)
{
    (void)state;
    SCENE(s, &database_schema, DB("failed", PLAIN));
    const struct database prior = model();
    assert_true(database->plan_destroy(&s.call, &prior));
    assert_int_equal(s.call.diags.count, 0);
    scene_end(&s);
}

static void a_deletion_without_a_decision_is_an_error(void **state)
{
    (void)state;
    SCENE(s, &database_schema, DB("available", PLAIN), DB("available", PLAIN));
    const struct database prior = model();
    assert_false(database->destroy(&s.call, &prior));
    assert_contains(str_c(s.call.err.text), "its deletion would lose its data");
    scene_end(&s);
}

/* ---- changes ---- */

#define CHANGED_MORE ",\"publiclyAccessible\":true,\"backupRetentionEnabled\":false"

static void one_request_changes_all(void **state)
{
    (void)state;
    SCENE(s, &database_schema, DB("available", PLAIN), DB("available", PLAIN), ACCEPTED,
          DB("modifying", PLAIN), DB("available", PLAIN), DB("available", CHANGED_MORE));
    struct database prior = model(), plan = model(), now = prior, config = model();
    plan.publicly_accessible = tf_bool(true);
    plan.backup_retention_enabled = tf_bool(false);
    plan.master_password_wo_version = tf_int(2);
    config.master_password_wo = tf_string(STR("not-in-state"));
    s.call.config = &config;
    assert_true(database->update(&s.call, &prior, &plan, &now));
    assert_asked(&s, 2, "UpdateRelationalDatabase",
                 "{\"applyImmediately\":true,\"disableBackupRetention\":true,\"masterUserPassword\":\"not-in-"
                 "state\",\"publiclyAccessible\":true,\"relationalDatabaseName\":\"trades\"}");
    assert_true(now.publicly_accessible.v && !now.backup_retention_enabled.v);
    assert_int_equal(now.master_password_wo_version.v, 2);
    scene_end(&s);
}

static void what_waits_for_the_window_is_not_waited_for(void **state)
{
    (void)state;
    SCENE(s, &database_schema, DB("available", PLAIN), DB("available", PLAIN), ACCEPTED,
          DB("available", PLAIN));
    struct database prior = model(), plan = model(), now = prior;
    plan.apply_immediately = tf_bool(false);
    plan.backup_retention_enabled = tf_bool(false);
    assert_true(database->update(&s.call, &prior, &plan, &now));
    assert_asked(
        &s, 2, "UpdateRelationalDatabase",
        "{\"applyImmediately\":false,\"disableBackupRetention\":true,\"relationalDatabaseName\":\"trades\"}");
    assert_false(now.backup_retention_enabled.v);
    scene_end(&s);
}

static void a_password_that_is_removed_is_no_request(void **state)
{
    (void)state;
    SCENE(s, &database_schema, DB("available", PLAIN));
    struct database prior = model(), plan = model(), now;
    prior.master_password = tf_string(STR("good-enough"));
    now = prior;
    assert_true(database->update(&s.call, &prior, &plan, &now));
    assert_true(TF_IS_NULL(now.master_password));
    scene_end(&s);
}

static void a_stopped_database_starts_for_a_change(void **state)
{
    (void)state;
    SCENE(s, &database_schema, DB("stopped", PLAIN), DB("stopped", PLAIN), ACCEPTED, DB("starting", PLAIN),
          DB("available", PLAIN), DB("available", PLAIN), ACCEPTED,
          DB("available", ",\"publiclyAccessible\":true,\"backupRetentionEnabled\":true"),
          DB("available", ",\"publiclyAccessible\":true,\"backupRetentionEnabled\":true"), ACCEPTED,
          DB("stopping", ""), DB("stopped", ",\"publiclyAccessible\":true"));
    struct database prior = model(), plan = model(), now;
    prior.state = plan.state = tf_string(STR("stopped"));
    now = prior;
    plan.publicly_accessible = tf_bool(true);
    assert_true(database->update(&s.call, &prior, &plan, &now));
    assert_asked(&s, 2, "StartRelationalDatabase", "{\"relationalDatabaseName\":\"trades\"}");
    assert_asked(&s, 6, "UpdateRelationalDatabase", NULL);
    assert_asked(&s, 9, "StopRelationalDatabase", "{\"relationalDatabaseName\":\"trades\"}");
    assert_str_equal(now.state.v, STR("stopped"));
    scene_end(&s);
}

static void a_higher_version_of_the_engine_is_an_upgrade(void **state)
{
    (void)state;
    assert_true(database_is_upgrade(STR("mysql_8_0"), STR("mysql_8_4")));
    assert_true(database_is_upgrade(STR("mysql_5_7"), STR("mysql_8_0")));
    assert_true(database_is_upgrade(STR("postgres_9_6"), STR("postgres_10")));
    assert_true(database_is_upgrade(STR("mysql_8"), STR("mysql_8_4")));
    assert_false(database_is_upgrade(STR("mysql_8_4"), STR("mysql_8")));
    assert_false(database_is_upgrade(STR("mysql_8_0"), STR("mysql_8_0")));
    assert_false(database_is_upgrade(STR("postgres_16"), STR("postgres_9_6")));
    assert_false(database_is_upgrade(STR("mysql_8_0"), STR("postgres_16")));
    assert_false(database_is_upgrade(STR("mysql_8_x"), STR("mysql_8_4")));
    assert_false(database_is_upgrade(STR(""), STR("mysql")));
}

/* ---- reads ---- */

static void pending_values_are_shown_and_no_drift(void **state)
{
    (void)state;
    SCENE(s, &database_schema,
          DB("modifying", PLAIN ",\"pendingModifiedValues\":{\"backupRetentionEnabled\":false,"
                                "\"masterUserPassword\":\"secret-value\"}"));
    struct database prior = model(), now;
    prior.backup_retention_enabled = tf_bool(false);
    prior.preferred_maintenance_window = tf_string(STR("Tue:17:00-tue:17:30"));
    now = prior;
    assert_true(database->read(&s.call, &prior, &now));
    assert_false(now.backup_retention_enabled.v);
    assert_str_equal(now.state.v, STR("running"));
    assert_str_equal(now.preferred_maintenance_window.v, STR("Tue:17:00-tue:17:30"));
    assert_int_equal(now.pending_modified_values.count, 1);
    assert_true(now.pending_modified_values.v->has_master_password.v);
    assert_true(TF_IS_NULL(now.master_password));
    scene_end(&s);
}

static void nothing_pending_is_null(void **state)
{
    (void)state;
    SCENE(s, &database_schema, DB("stopped", PLAIN ",\"pendingModifiedValues\":{}"));
    struct database prior = model(), now = prior;
    assert_true(database->read(&s.call, &prior, &now));
    assert_true(TF_IS_NULL(now.pending_modified_values));
    assert_str_equal(now.state.v, STR("stopped"));
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_passwords_depend_on_the_engine),
        cmocka_unit_test(windows_and_decision_are_checked),
        cmocka_unit_test(a_destroy_needs_a_decision),
        cmocka_unit_test(a_failed_creation_needs_no_decision),
        cmocka_unit_test(a_deletion_without_a_decision_is_an_error),
        cmocka_unit_test(one_request_changes_all),
        cmocka_unit_test(what_waits_for_the_window_is_not_waited_for),
        cmocka_unit_test(a_password_that_is_removed_is_no_request),
        cmocka_unit_test(a_stopped_database_starts_for_a_change),
        cmocka_unit_test(a_higher_version_of_the_engine_is_an_upgrade),
        cmocka_unit_test(pending_values_are_shown_and_no_drift),
        cmocka_unit_test(nothing_pending_is_null),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
