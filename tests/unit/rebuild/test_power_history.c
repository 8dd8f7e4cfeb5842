/*
 * test_power_history.c — tests of rebuild/power_history: which operation histories prove that a snapshot has
 * everything of the disk. Pure.
 */
#include "rebuild/power_history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* "Stop@10 !Start@12": operations, and when each was created; "!": it has failed. */
static json_t *operations_of(const char *text)
{
    json_t *operations = json_array();
    struct str rest = str_c(text), word, type, at;
    for (bool more = rest.len > 0; more;) {
        more = str_cut(rest, ' ', &word, &rest);
        assert_true(str_cut(more ? word : rest, '@', &type, &at));
        int64_t seconds;
        assert_true(str_to_int64(at, &seconds));
        json_t *operation = json_object();
        bool has_failed = str_starts_with(type, STR("!"));
        json_object_set_new(operation, "status", json_string(has_failed ? "Failed" : "Succeeded"));
        json_object_set_new(operation, "operationType",
                            json_new_str(has_failed ? str_slice(type, 1, type.len) : type));
        json_object_set_new(operation, "createdAt", json_real((double)seconds));
        json_array_append_new(operations, operation);
    }
    return operations;
}

static void histories(void **state)
{
    (void)state;
    enum { SNAPSHOT_S = 20 };
    static const struct {
        const char *operations;
        enum power_history history;
    } cases[] = {
        {"", POWER_UNKNOWN},
        {"StopInstance@10", POWER_UNTOUCHED},
        {"StopInstance@10 CreateInstanceSnapshot@20 AttachStaticIp@30", POWER_UNTOUCHED},
        {"StopInstance@10 StartInstance@25", POWER_USED},
        {"StopInstance@10 RebootInstance@25", POWER_USED},
        {"StartInstance@5 StopInstance@10", POWER_UNTOUCHED},
        {"StopInstance@30 StartInstance@25 StopInstance@10", POWER_USED},
        {"StopInstance@30 CreateInstance@1",
         POWER_USED}, /* started and stopped from inside, or not in the list */
        {"StartInstance@15 StopInstance@10", POWER_USED},       /* the snapshot of a running instance */
        {"StartInstance@10 CreateInstance@1", POWER_UNTOUCHED}, /* stopped from inside */
        {"StartInstance@20", POWER_USED},
        {"StopInstance@10 !StartInstance@15 !StartInstance@25", POWER_UNTOUCHED},
        {"StopInstance@10 StartInstance@15 !StopInstance@17", POWER_USED},
        {"CreateInstanceSnapshot@20 AttachStaticIp@30", POWER_UNKNOWN},
        {"AttachStaticIp@19", POWER_UNTOUCHED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        json_t *operations = operations_of(cases[i].operations);
        if (power_history_judge(operations, "Instance", SNAPSHOT_S) != cases[i].history)
            fail_msg("%s", cases[i].operations);
        json_decref(operations);
    }
    assert_int_equal(power_history_judge(NULL, "Instance", SNAPSHOT_S), POWER_UNKNOWN);
}

static void operations_of_another_kind_do_not_count(void **state)
{
    (void)state;
    json_t *operations = operations_of("StopRelationalDatabase@10 StartInstance@25");
    assert_int_equal(power_history_judge(operations, "RelationalDatabase", 20), POWER_UNTOUCHED);
    assert_int_equal(power_history_judge(operations, "Instance", 20), POWER_USED);
    json_decref(operations);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(histories),
                                       cmocka_unit_test(operations_of_another_kind_do_not_count)};
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
