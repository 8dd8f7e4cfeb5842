/*
 * test_rebuild_find.c — tests of rebuild/rebuild_find: which change is unfinished, from the instance and the snapshots
 * that exist. The responses are scripted.
 */
#include "rebuild/rebuild.h"

#include "../lightsail/fakes.h"
#include "rebuild/journal_tags.h"

#define ARN(name) "arn:aws:lightsail:ap-northeast-1:123456789012:Instance/" name

/* One object; a member that is NULL is left out. */
struct thing {
    const char *name, *arn, *from, *state;
    const char *journal_of; /* the tags of a change of the instance with this ARN */
    const char *replaces;   /* its tag, and that of the journal */
    int created;
    bool is_damaged;
};

enum { MOST_SNAPSHOTS = 4 };
struct world {
    struct thing instance; /* without a name: none */
    struct thing snapshots[MOST_SNAPSHOTS];
    bool lists; /* whether the snapshots are listed */
};

struct found {
    const char *instance, *snapshot, *journal; /* ARN, name, old ARN; NULL: none */
};

static void add_tag(json_t *tags, const char *key, const char *value)
{
    json_array_append_new(tags, json_pack("{s:s, s:s}", "key", key, "value", value));
}

static json_t *tags_of(struct arena *mem, const struct thing *thing)
{
    json_t *tags = json_array(), *journal_tags;
    struct err err = {0};
    add_tag(tags, "Team", "desk");
    if (thing->replaces != NULL)
        add_tag(tags, LS_REPLACES_TAG, thing->replaces);
    if (thing->journal_of == NULL)
        return tags;
    json_t *journal = json_own(mem, json_pack("{s:s, s:s, s:{s:s, s:s, s:{s:s}}}", "bundle", "large_3_0",
                                              "replaces",
                                              thing->replaces != NULL ? thing->replaces : thing->journal_of,
                                              "instance", "arn", thing->journal_of, "bundleId", "small_3_0",
                                              "state", "name", "running"));
    assert_true(journal_to_tags(mem, journal, &journal_tags, &err));
    if (thing->is_damaged)
        json_array_remove(journal_tags, 1);
    json_array_extend(tags, journal_tags);
    return tags;
}

static json_t *object_of(struct arena *mem, const struct thing *thing)
{
    json_t *object = json_pack("{s:s, s:s, s:i, s:o}", "name", thing->name, "arn", thing->arn, "createdAt",
                               thing->created, "tags", tags_of(mem, thing));
    if (thing->from == NULL) {
        json_object_set_new(object, "state", json_pack("{s:s, s:i}", "name", "running", "code", 16));
        return object;
    }
    json_object_set_new(object, "state", json_string(thing->state));
    json_object_set_new(object, "fromInstanceName", json_string("web"));
    json_object_set_new(object, "fromInstanceArn", json_string(thing->from));
    return object;
}

static const char *text_of(struct arena *mem, const char *member, json_t *value)
{
    json_t *response = json_own(mem, json_pack("{s:o}", member, value));
    return json_print(mem, response).data;
}

static void find(const struct world *world, const char *arn, const struct found *expected)
{
    struct arena *mem = arena_new();
    json_t *list = json_array();
    for (size_t i = 0; i < MOST_SNAPSHOTS && world->snapshots[i].name != NULL; i++)
        json_array_append_new(list, object_of(mem, &world->snapshots[i]));
    struct fake_response script[2] = {
        {.status = 400, .body = "{\"__type\":\"NotFoundException\",\"message\":\"no such instance\"}"},
        {.status = 200, .body = text_of(mem, "instanceSnapshots", list)},
    };
    if (world->instance.name != NULL)
        script[0] = (struct fake_response){.status = 200,
                                           .body = text_of(mem, "instance",
                                                           object_of(mem, &world->instance))};
    struct fixture f;
    fixture_begin(&f, NULL, script, world->lists ? 2 : 1);
    struct session s = {.mem = f.mem, .client = f.client, .deadline = f.deadline, .again = "again"};
    struct rebuild r = {.kind = &rebuild_instance,
                        .session = &s,
                        .name = STR("web"),
                        .bundle = STR("large_3_0")};
    bool done = rebuild_find(&r, str_c(arn), false);
    if (expected == NULL) {
        assert_false(done);
        assert_int_equal(s.err.kind, ERR_PROTOCOL);
    } else {
        if (!done)
            fail_msg("%s", s.err.text);
        const json_t *old = json_object_get(r.journal, "instance");
        assert_str_equal(json_member_text(r.object, "arn"), str_c(expected->instance));
        assert_str_equal(json_member_text(r.snapshot, "name"), str_c(expected->snapshot));
        assert_str_equal(json_member_text(old, "arn"), str_c(expected->journal));
        assert_true((r.journal != NULL) == (expected->journal != NULL));
        if (r.journal != NULL) {
            const json_t *tag = json_array_get(json_object_get(old, "tags"), 0);
            assert_str_equal(json_member_text(old, "name"), STR("web"));
            assert_int_equal(json_array_size(json_object_get(old, "tags")), 1);
            assert_str_equal(json_member_text(tag, "key"), STR("Team"));
        }
    }
    fixture_end(&f);
    arena_free(mem);
}

#define FOUND(...) (&(const struct found){__VA_ARGS__})

/* ---- with an instance ---- */

static void an_instance_without_a_journal(void **state)
{
    const struct world world = {.instance = {.name = "web", .arn = ARN("1")}};
    const struct world new_one = {.instance = {.name = "web", .arn = ARN("2"), .replaces = ARN("1")}};
    (void)state;
    find(&world, "", FOUND(ARN("1"), NULL, NULL));
    find(&world, ARN("1"), FOUND(ARN("1"), NULL, NULL));
    find(&new_one, ARN("1"), FOUND(ARN("2"), NULL, NULL));
    find(&new_one, ARN("2"), FOUND(ARN("2"), NULL, NULL));
}

static void the_old_instance(void **state)
{
    struct world world = {.instance = {.name = "web", .arn = ARN("1"), .journal_of = ARN("1")},
                          .lists = true};
    (void)state;
    find(&world, ARN("1"), FOUND(ARN("1"), NULL, ARN("1")));
    world.snapshots[0] = (struct thing){"a", "a", ARN("1"), "pending", ARN("1"), NULL, 10, false};
    world.snapshots[1] = (struct thing){"failed", "b", ARN("1"), "error", ARN("1"), NULL, 30, false};
    world.snapshots[2] = (struct thing){"of another", "c", ARN("3"), "available", ARN("3"), NULL, 40, false};
    world.snapshots[3] = (struct thing){"of the user", "d", ARN("1"), "available", NULL, NULL, 50, false};
    find(&world, "", FOUND(ARN("1"), "a", ARN("1")));
    world.snapshots[1].state = "available";
    find(&world, "", FOUND(ARN("1"), "failed", ARN("1")));
}

static void the_new_instance(void **state)
{
    struct world world = {
        .instance = {.name = "web", .arn = ARN("2"), .journal_of = ARN("1"), .replaces = ARN("1")},
        .snapshots = {{"a", "a", ARN("1"), "available", ARN("1"), NULL, 10, false}},
        .lists = true,
    };
    (void)state;
    find(&world, ARN("1"), FOUND(ARN("2"), "a", ARN("1")));
    world.instance.replaces = ARN("0"); /* the state has an ARN from before an earlier change */
    find(&world, ARN("0"), FOUND(ARN("2"), "a", ARN("1")));
}

static void tags_that_a_user_has_copied(void **state)
{
    const struct world world = {.instance = {.name = "web", .arn = ARN("7"), .journal_of = ARN("1")}};
    (void)state;
    find(&world, "", FOUND(ARN("7"), NULL, NULL));
}

static void damaged_tags(void **state)
{
    const struct world with = {
        .instance = {.name = "web", .arn = ARN("1"), .journal_of = ARN("1"), .is_damaged = true}};
    const struct world without = {.snapshots = {{"a", "a", ARN("1"), "available", ARN("1"), NULL, 10, true}},
                                  .lists = true};
    (void)state;
    find(&with, "", NULL);
    find(&without, "", NULL);
}

/* ---- without one ---- */

static void only_a_complete_snapshot_stands_for_an_instance(void **state)
{
    struct world world = {.snapshots = {{"a", "a", ARN("1"), "available", ARN("1"), NULL, 10, false}},
                          .lists = true};
    (void)state;
    find(&world, ARN("1"), FOUND(NULL, "a", ARN("1")));
    find(&world, "", FOUND(NULL, "a", ARN("1")));
    find(&world, ARN("9"), FOUND(NULL, NULL, NULL));
    world.snapshots[1] = (struct thing){"b", "b", ARN("1"), "available", ARN("1"), NULL, 20, false};
    find(&world, "", FOUND(NULL, "b", ARN("1")));
    world.snapshots[1].journal_of = NULL; /* of the user */
    find(&world, "", FOUND(NULL, "a", ARN("1")));
    world.snapshots[0].state = "pending";
    find(&world, "", FOUND(NULL, NULL, NULL));
}

static void a_state_from_before_an_earlier_change(void **state)
{
    const struct world world = {.snapshots = {{"a", "a", ARN("2"), "available", ARN("2"), ARN("1"), 10,
                                               false}},
                                .lists = true};
    (void)state;
    find(&world, ARN("1"), FOUND(NULL, "a", ARN("2")));
    find(&world, ARN("2"), FOUND(NULL, "a", ARN("2")));
    find(&world, ARN("3"), FOUND(NULL, NULL, NULL));
}

static void another_instance_with_the_name_counts_as_none(void **state)
{
    const struct world world = {.instance = {.name = "web", .arn = ARN("7")},
                                .snapshots = {{"a", "a", ARN("1"), "available", ARN("1"), NULL, 10, false}},
                                .lists = true};
    (void)state;
    find(&world, ARN("1"), FOUND(NULL, "a", ARN("1")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_instance_without_a_journal),
        cmocka_unit_test(the_old_instance),
        cmocka_unit_test(the_new_instance),
        cmocka_unit_test(tags_that_a_user_has_copied),
        cmocka_unit_test(damaged_tags),
        cmocka_unit_test(only_a_complete_snapshot_stands_for_an_instance),
        cmocka_unit_test(a_state_from_before_an_earlier_change),
        cmocka_unit_test(another_instance_with_the_name_counts_as_none),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
