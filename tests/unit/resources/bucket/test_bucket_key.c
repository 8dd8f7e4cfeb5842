/*
 * test_bucket_key.c — access keys of a bucket: a lost response, of which the key is deleted; two new keys, of which neither is; a bucket that has two
 * keys; a rotation that keeps the old key in the state until it is deleted.
 */
#include "../../runtime/disk.h"

#include "gen/bucket_access_key.h"
#include "resources/bucket/bucket_key.h"

#define KEY(id, created) "{\"accessKeyId\":\"" id "\",\"status\":\"Active\",\"createdAt\":" created "}"
#define KEYS(list) ANSWER("{\"accessKeys\":[" list "]}")
#define OLD KEY("AKIAOLD", "1")
#define NEW KEY("AKIANEW", "9000000000")
#define NEWER KEY("AKIANEWER", "9000000000")
#define MADE(id)                                                                                          \
    ANSWER("{\"operations\":[],\"accessKey\":{\"accessKeyId\":\"" id "\",\"secretAccessKey\":\"secret\"," \
           "\"status\":\"Active\",\"createdAt\":9000000000}}")
#define LOST         \
    {                \
        .sent = true \
    }
#define FULL REFUSAL("InvalidInputException", "The bucket has 2 keys")

static const struct resource *const key = &bucket_access_key_resource;

static struct bucket_access_key known(void)
{
    return (struct bucket_access_key){.bucket_name = tf_string(STR("files")),
                                      .access_key_id = tf_string(STR("AKIAOLD")),
                                      .rotation_trigger = tf_string(STR("1")),
                                      .previous_key = tf_string(STR("delete"))};
}

static void a_key_whose_secret_was_lost_is_deleted(void **state)
{
    (void)state;
    SCENE(s, &bucket_access_key_schema, KEYS(OLD), LOST, KEYS(OLD "," NEW), ACCEPTED, KEYS(OLD),
          MADE("AKIANEWER"));
    json_t *made;
    assert_true(bucket_key_make(&s.call, STR("files"), &made));
    assert_asked(&s, 3, "DeleteBucketAccessKey", "{\"accessKeyId\":\"AKIANEW\",\"bucketName\":\"files\"}");
    assert_str_equal(json_member_text(made, "accessKeyId"), STR("AKIANEWER"));
    scene_end(&s);
}

static void of_two_new_keys_none_is_deleted(void **state)
{
    (void)state;
    SCENE(s, &bucket_access_key_schema, KEYS(""), LOST, KEYS(NEW "," NEWER));
    json_t *made;
    assert_false(bucket_key_make(&s.call, STR("files"), &made));
    assert_true(s.call.err.maybe_done);
    assert_true(str_contains(str_c(s.call.err.text), STR("2 new access keys, of which one is ours")));
    scene_end(&s);
}

static void a_bucket_with_two_keys_has_no_room(void **state)
{
    (void)state;
    SCENE(s, &bucket_access_key_schema, KEYS(OLD "," NEW), FULL, KEYS(OLD "," NEW));
    json_t *made;
    assert_false(bucket_key_make(&s.call, STR("files"), &made));
    assert_string_equal(s.call.err.attribute, "bucket_name");
    assert_true(str_contains(str_c(s.call.err.hint), STR("AKIAOLD (created 1970-01-01T00:00:01Z), AKIANEW")));
    assert_true(str_contains(str_c(s.call.err.hint), STR("delete-bucket-access-key")));
    scene_end(&s);
}

static void a_late_read_of_a_new_bucket_is_no_error(void **state)
{
    (void)state;
    SCENE(s, &bucket_access_key_schema, NOT_FOUND, MADE("AKIANEW"));
    json_t *made;
    assert_true(bucket_key_make(&s.call, STR("files"), &made));
    scene_end(&s);
}

static void an_old_key_that_cannot_be_deleted_stays_in_the_state(void **state)
{
    (void)state;
    SCENE(s, &bucket_access_key_schema, KEYS(OLD), MADE("AKIANEW"), DENIED);
    struct bucket_access_key prior = known(), plan = prior, now = prior;
    plan.rotation_trigger = tf_string(STR("2"));
    assert_false(key->update(&s.call, &prior, &plan, &now));
    assert_str_equal(now.access_key_id.v, STR("AKIANEW"));
    assert_str_equal(now.previous_access_key_id.v, STR("AKIAOLD"));
    assert_str_equal(now.rotation_trigger.v, STR("2"));
    scene_end(&s);
    SCENE(t, &bucket_access_key_schema, ACCEPTED);
    prior = plan = now;
    assert_true(key->update(&t.call, &prior, &plan, &now));
    assert_asked(&t, 0, "DeleteBucketAccessKey", "{\"accessKeyId\":\"AKIAOLD\",\"bucketName\":\"files\"}");
    assert_true(TF_IS_NULL(now.previous_access_key_id));
    scene_end(&t);
}

static void a_creation_that_fails_leaves_the_old_key(void **state)
{
    (void)state;
    SCENE(s, &bucket_access_key_schema, KEYS(OLD), DENIED, KEYS(OLD));
    struct bucket_access_key prior = known(), plan = prior, now = prior;
    plan.rotation_trigger = tf_string(STR("2"));
    assert_false(key->update(&s.call, &prior, &plan, &now));
    assert_str_equal(now.access_key_id.v, STR("AKIAOLD"));
    assert_str_equal(now.rotation_trigger.v, STR("1"));
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_whose_secret_was_lost_is_deleted),
        cmocka_unit_test(of_two_new_keys_none_is_deleted),
        cmocka_unit_test(a_bucket_with_two_keys_has_no_room),
        cmocka_unit_test(a_late_read_of_a_new_bucket_is_no_error),
        cmocka_unit_test(an_old_key_that_cannot_be_deleted_stays_in_the_state),
        cmocka_unit_test(a_creation_that_fails_leaves_the_old_key),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
