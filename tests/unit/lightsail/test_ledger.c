/*
 * test_ledger.c — which reads are stale: an object that is missing, one that was deleted, old members,
 * another process's object.
 */
#include "lightsail/ledger.h"

#include "../testing.h"

enum { SINCE_MS = 1700000000 };

static const struct str web = STR("web");

static json_t *object(struct arena *mem, const char *arn, double created_ms, const char *state)
{
    return json_own(mem, json_pack("{s:s, s:f, s:{s:s}}", "arn", arn, "createdAt", created_ms / 1000, "state",
                                   "name", state));
}

struct scene {
    struct arena *mem;
    struct ledger *ledger;
};

static struct scene begin(void)
{
    return (struct scene){arena_new(), ledger_new()};
}

static void end(struct scene *s)
{
    ledger_free(s->ledger);
    arena_free(s->mem);
}

static void note(struct scene *s, struct ls_effect effect, int64_t more_ms)
{
    effect.kind = LS_KIND_INSTANCE;
    effect.name = web;
    ledger_note(s->ledger, &effect, SINCE_MS, clock_monotonic_ms() + more_ms);
}

static enum ledger_verdict judge(struct scene *s, const json_t *seen)
{
    return ledger_judge(s->ledger, LS_KIND_INSTANCE, web, seen);
}

static void an_unwritten_name_is_current(void **state)
{
    (void)state;
    struct scene s = begin();
    assert_int_equal(judge(&s, NULL), LEDGER_CURRENT);
    assert_int_equal(judge(&s, object(s.mem, "arn:1", 0, "running")), LEDGER_CURRENT);
    end(&s);
}

static void what_was_made_is_expected(void **state)
{
    (void)state;
    struct scene s = begin();
    note(&s, (struct ls_effect){.becomes = LS_CREATED}, 60 * 1000);
    assert_int_equal(judge(&s, NULL), LEDGER_STALE);
    assert_int_equal(judge(&s, object(s.mem, "arn:old", SINCE_MS - 10 * 1000, "running")), LEDGER_STALE);
    assert_int_equal(judge(&s, object(s.mem, "arn:new", SINCE_MS - 1000, "pending")), LEDGER_CURRENT);
    assert_int_equal(judge(&s, NULL), LEDGER_STALE);
    /* The name of another kind is another name. */
    assert_int_equal(ledger_judge(s.ledger, LS_KIND_STATIC_IP, web, NULL), LEDGER_CURRENT);
    end(&s);
}

static void after_the_bound_a_read_is_believed(void **state)
{
    (void)state;
    struct scene s = begin();
    note(&s, (struct ls_effect){.becomes = LS_CREATED}, 0);
    assert_int_equal(judge(&s, NULL), LEDGER_CURRENT);
    end(&s);
}

static void what_was_deleted_is_gone_by_its_arn(void **state)
{
    (void)state;
    struct scene s = begin();
    note(&s, (struct ls_effect){.becomes = LS_DELETED, .arn = STR("arn:old")}, 0);
    assert_int_equal(judge(&s, object(s.mem, "arn:old", SINCE_MS, "running")), LEDGER_DELETED);
    assert_int_equal(judge(&s, object(s.mem, "arn:other", SINCE_MS - 60 * 1000, "running")), LEDGER_CURRENT);
    assert_true(ledger_has_deleted(s.ledger, web));
    assert_false(ledger_has_deleted(s.ledger, STR("db")));
    note(&s, (struct ls_effect){.becomes = LS_CREATED}, 60 * 1000);
    assert_int_equal(judge(&s, object(s.mem, "arn:old", SINCE_MS, "running")), LEDGER_STALE);
    end(&s);
}

static void without_an_arn_the_time_decides(void **state)
{
    (void)state;
    struct scene s = begin();
    note(&s, (struct ls_effect){.becomes = LS_DELETED}, 0);
    assert_int_equal(judge(&s, object(s.mem, "arn:1", SINCE_MS - 60 * 1000, "running")), LEDGER_DELETED);
    assert_int_equal(judge(&s, object(s.mem, "arn:2", SINCE_MS + 1, "running")), LEDGER_CURRENT);
    end(&s);
}

static void old_members_are_late_until_the_next_change(void **state)
{
    (void)state;
    struct scene s = begin();
    json_t *stopped = json_own(s.mem, json_pack("{s:s, s:n}", "state.name", "stopped", "publicIpAddress"));
    note(&s, (struct ls_effect){.becomes = LS_CHANGED, .members = stopped}, 60 * 1000);
    assert_int_equal(judge(&s, object(s.mem, "arn:1", 0, "running")), LEDGER_STALE);
    assert_int_equal(judge(&s, object(s.mem, "arn:1", 0, "stopped")), LEDGER_CURRENT);
    json_t *addressed = object(s.mem, "arn:1", 0, "stopped");
    json_object_set_new(addressed, "publicIpAddress", json_string("203.0.113.1"));
    assert_int_equal(judge(&s, addressed), LEDGER_STALE);
    ledger_begin(s.ledger, LS_KIND_INSTANCE, web);
    assert_int_equal(judge(&s, object(s.mem, "arn:1", 0, "running")), LEDGER_CURRENT);
    end(&s);
}

static void what_a_foreign_one_shows_is_no_late_read(void **state)
{
    (void)state;
    struct scene s = begin();
    json_t *running = json_own(s.mem, json_pack("{s:s}", "state.name", "running"));
    note(&s, (struct ls_effect){.becomes = LS_CREATED}, 60 * 1000);
    assert_int_equal(judge(&s, object(s.mem, "arn:ours", SINCE_MS, "pending")), LEDGER_CURRENT);
    note(&s, (struct ls_effect){.becomes = LS_CHANGED, .members = running}, 60 * 1000);
    assert_int_equal(judge(&s, object(s.mem, "arn:ours", SINCE_MS, "pending")), LEDGER_STALE);
    assert_int_equal(judge(&s, object(s.mem, "arn:other", SINCE_MS + 5000, "pending")), LEDGER_CURRENT);
    end(&s);
}

static void lists_have_any_order(void **state)
{
    static const struct {
        const char *shown, *wanted;
        bool is_same;
    } rows[] = {
        {"[1,2]", "[2,1]", true},
        {"[1,2]", "[2]", false},
        {"[2]", "[2,1]", false},
        {"[2,2]", "[2,1]", false},
        {"[]", "[]", true},
        {"null", "[]", true},
        {"[{\"a\":[1,2],\"b\":1}]", "[{\"a\":[2,1],\"b\":1}]", true},
        {"[{\"a\":[1,2],\"b\":1}]", "[{\"a\":[2,1]}]", false},
        {"{\"a\":[1]}", "{\"a\":[2]}", false},
        {"\"x\"", "[]", false},
    };
    (void)state;
    struct scene s = begin();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        json_t *shown = json_object(), *wanted = json_object();
        json_object_set_new(shown, "list", json_loads(rows[i].shown, JSON_DECODE_ANY, NULL));
        json_object_set_new(wanted, "list", json_loads(rows[i].wanted, JSON_DECODE_ANY, NULL));
        assert_int_equal(ledger_shows(json_own(s.mem, shown), json_own(s.mem, wanted)), rows[i].is_same);
    }
    const json_t *nothing = json_own(s.mem, json_object());
    assert_true(ledger_shows(nothing, json_own(s.mem, json_pack("{s:[]}", "list"))));
    assert_false(ledger_shows(nothing, json_own(s.mem, json_pack("{s:[i]}", "list", 1))));
    end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_unwritten_name_is_current),
        cmocka_unit_test(what_was_made_is_expected),
        cmocka_unit_test(after_the_bound_a_read_is_believed),
        cmocka_unit_test(what_was_deleted_is_gone_by_its_arn),
        cmocka_unit_test(without_an_arn_the_time_decides),
        cmocka_unit_test(old_members_are_late_until_the_next_change),
        cmocka_unit_test(what_a_foreign_one_shows_is_no_late_read),
        cmocka_unit_test(lists_have_any_order),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
