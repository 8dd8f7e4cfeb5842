/*
 * test_database_parameter.c — the forms of allowed values of a parameter, and values that each allows or refuses.
 */
#include "../../testing.h"

#include "resources/database/database_parameter.h"

static const struct row {
    const char *type, *allowed, *value;
    bool passes;
} rows[] = {
    {"boolean", "0,1", "1", true},
    {"boolean", "0,1", "2", false},
    {"boolean", "0,1", "", false},
    {"string", "ON,OFF", "OFF", true},
    {"string", "ON, OFF", "OFF", true},
    {"string", "ON,OFF", "off", false},
    {"integer", "1-100", "1", true},
    {"integer", "1-100", "100", true},
    {"integer", "1-100", "101", false},
    {"integer", "1-100", "ten", false},
    {"integer", "-1-2147483647", "-1", true},
    {"integer", "-1-2147483647", "-2", false},
    {"integer", "0,4096-8192", "0", true},
    {"integer", "0,4096-8192", "5000", true},
    {"integer", "0,4096-8192", "1", false},
    {"integer", "5242880-9223372036854775807", "{DBInstanceClassMemory*3/4}", true},
    {"float", "0-10", "2.5", true},
    {"float", "0-10", "11.5", false},
    {"list", "a,b,c", "a,c", true},
    {"list", "a,b,c", "a,d", false},
    {"string", "a,b,c", "a,c", false},
    {"string", "[a-z]+", "Anything", true},
    {"string", NULL, "Anything", true},
    {"string", "Asia/Tokyo,UTC", "Asia/Tokyo", true},
};

static void each_form_allows_its_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        json_t *row = json_pack("{s:s, s:s*}", "dataType", rows[i].type, "allowedValues", rows[i].allowed);
        if (database_parameter_allows(row, str_c(rows[i].value)) != rows[i].passes)
            fail_msg("%s of %s", rows[i].value, rows[i].allowed);
        json_decref(row);
    }
}

static void a_row_has_a_value_and_a_type(void **state)
{
    (void)state;
    json_t *all = json_pack("[{s:s, s:s, s:s}, {s:s, s:s}]", "parameterName", "a", "parameterValue", "1",
                            "applyType", "dynamic", "parameterName", "b", "applyType", "static");
    const json_t *a = database_parameter_find(all, STR("a")), *b = database_parameter_find(all, STR("b"));
    assert_true(str_eqc(database_parameter_value(a), "1") && database_parameter_is_dynamic(a));
    assert_true(database_parameter_value(b).data == NULL && !database_parameter_is_dynamic(b));
    assert_null(database_parameter_find(all, STR("c")));
    json_decref(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_form_allows_its_values),
        cmocka_unit_test(a_row_has_a_value_and_a_type),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
