/*
 * test_container_image.c — which deployment uses an image, when calls share a list, and what a read and a deletion take
 * for the image of the state. Which registration is ours: test_image_step.c.
 */
#include "../../runtime/disk.h"

#include "resources/container/container_image.h"

#define DIGEST "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define OTHER_DIGEST "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
/* Times beyond those of the test are new, and 1 is old. */
#define OLD "1"
#define NEW "9000000000"
#define IMAGE(name, digest, at) "{\"image\":\":app." name "\",\"digest\":\"" digest "\",\"createdAt\":" at "}"
#define IMAGES(list) ANSWER("{\"containerImages\":[" list "]}")
#define SERVICE(more)                                                                                        \
    ANSWER(                                                                                                  \
        "{\"containerServices\":[{\"containerServiceName\":\"app\",\"arn\":\"a\",\"state\":\"RUNNING\"" more \
        "}]}")
#define DEPLOYMENT(version, image)                                                                           \
    "{\"version\":" version ",\"containers\":{\"web\":{\"image\":\"" image "\"},\"db\":{\"image\":\"pg:1\"}" \
    "}}"

static const struct resource *const image = &container_image_resource;

static struct container_image planned(void)
{
    return (struct container_image){.service_name = tf_string(STR("app")),
                                    .label = tf_string(STR("web")),
                                    .digest = tf_string(STR(DIGEST)),
                                    .image = {.is = TF_UNKNOWN},
                                    .created_at = {.is = TF_UNKNOWN}};
}

static struct container_image known(void)
{
    struct container_image now = planned();
    now.image = tf_string(STR(":app.web.1"));
    now.created_at = tf_string(STR("2255-03-14T16:00:00Z"));
    return now;
}

/* ---- create ---- */

static void the_response_names_the_image(void **state)
{
    (void)state;
    SCENE(s, &container_image_schema, IMAGES(""),
          ANSWER("{\"containerImage\":" IMAGE("web.7", DIGEST, NEW) "}"),
          IMAGES(IMAGE("web.7", DIGEST, NEW)));
    struct container_image plan = planned(), now = {0};
    assert_true(image->create(&s.call, &plan, &now));
    assert_asked(&s, 1, "RegisterContainerImage",
                 "{\"digest\":\"" DIGEST "\",\"label\":\"web\",\"serviceName\":\"app\"}");
    assert_str_equal(now.image.v, STR(":app.web.7"));
    assert_str_equal(now.label.v, STR("web"));
    scene_end(&s);
}

static void a_missing_service_is_an_error_at_its_name(void **state)
{
    (void)state;
    SCENE(s, &container_image_schema, NOT_FOUND);
    struct container_image plan = planned(), now = {0};
    assert_false(image->create(&s.call, &plan, &now));
    assert_string_equal(s.call.err.attribute, "service_name");
    assert_true(TF_IS_NULL(now.service_name));
    scene_end(&s);
}

static void a_refusal_says_that_the_image_must_be_pushed(void **state)
{
    (void)state;
    SCENE(s, &container_image_schema, IMAGES(""), REFUSAL("InvalidInputException", "no such image"));
    struct container_image plan = planned(), now = {0};
    assert_false(image->create(&s.call, &plan, &now));
    assert_contains(str_c(s.call.err.hint), "Push it");
    assert_true(TF_IS_NULL(now.service_name));
    scene_end(&s);
}

/* The state has no name of the image, and the time of the request: the next read searches. */
static void an_uncertain_registration_is_in_the_state(void **state)
{
    (void)state;
    SCENE(s, &container_image_schema, IMAGES(""), {.status = 0, .sent = true}, DENIED);
    struct container_image plan = planned(), now = {0};
    assert_false(image->create(&s.call, &plan, &now));
    assert_true(s.call.err.maybe_done);
    assert_str_equal(now.service_name.v, STR("app"));
    assert_true(TF_IS_NULL(now.image));
    int64_t sent_ms;
    assert_true(clock_parse_time(now.created_at.v, &sent_ms));
    scene_end(&s);
}

static void more_than_150_images_are_refused_in_the_plan(void **state)
{
    (void)state;
    QUIET_SCENE(s, &container_image_schema);
    struct buf body = buf_new(s.call.mem, BUF_DEFAULT_MAX_BYTES);
    buf_printf(&body, "{\"containerImages\":[{}");
    for (int i = 1; i < 150; i++)
        buf_printf(&body, ",{}");
    buf_printf(&body, "]}");
    const struct fake_response full = {.status = 200, .body = str_z(s.call.mem, buf_str(&body))};
    s.network.fake.answers = &full;
    s.network.fake.count = 1;
    struct container_image config = planned(), now = config;
    struct plan plan = {.config = &config, .planned = &now};
    assert_true(image->modify_plan(&s.call, &plan));
    assert_contains(scene_only_diagnostic(&s)->detail, "has 150 images, and it can have 150");
    scene_end(&s);
}

static void a_replacement_says_who_uses_the_image(void **state)
{
    (void)state;
    SCENE(s, &container_image_schema, SERVICE(",\"nextDeployment\":" DEPLOYMENT("3", ":app.web.1")));
    struct container_image prior = known(), config = planned(), now = known();
    now.digest = config.digest = tf_string(STR(OTHER_DIGEST));
    struct plan plan = {.config = &config, .prior = &prior, .planned = &now};
    assert_true(image->modify_plan(&s.call, &plan));
    assert_contains(scene_only_diagnostic(&s)->detail, "used by the container 'web' of deployment 3");
    assert_contains(scene_only_diagnostic(&s)->detail, "create_before_destroy");
    scene_end(&s);
}

/* ---- read ---- */

static void an_image_with_another_digest_is_another_one(void **state)
{
    (void)state;
    SCENE(s, &container_image_schema, IMAGES(IMAGE("web.1", OTHER_DIGEST, NEW)));
    struct container_image prior = known(), now = prior;
    assert_true(image->read(&s.call, &prior, &now));
    assert_true(s.call.gone);
    assert_contains(scene_only_diagnostic(&s)->detail, "created anew");
    scene_end(&s);
}

static void an_uncertain_registration_is_searched(void **state)
{
    (void)state;
    SCENE(s, &container_image_schema,
          IMAGES(IMAGE("web.3", OTHER_DIGEST,
                       NEW) "," IMAGE("db.2", DIGEST, NEW) "," IMAGE("web.1", DIGEST,
                                                                     OLD) "," IMAGE("web.4", DIGEST, NEW)));
    struct container_image prior = planned();
    prior.image = (struct tf_string){0};
    prior.created_at = tf_string(STR("2026-11-01T00:00:00Z"));
    struct container_image now = prior;
    assert_true(image->read(&s.call, &prior, &now));
    assert_false(s.call.gone);
    assert_str_equal(now.image.v, STR(":app.web.4"));
    scene_end(&s);
}

static void refreshes_of_one_service_share_a_list(void **state)
{
    (void)state;
    SCENE(s, &container_image_schema, IMAGES(IMAGE("web.1", DIGEST, NEW)), IMAGES(""), IMAGES(""));
    const json_t *images;
    assert_true(container_images_shared(&s.call, STR("app"), &images));
    assert_true(container_images_shared(&s.call, STR("app"), &images));
    assert_int_equal(json_array_size(images), 1);
    assert_int_equal(s.network.fake.used, 1);
    container_images_change(&s.call, STR("app"));
    assert_true(container_images_shared(&s.call, STR("app"), &images));
    assert_int_equal(json_array_size(images), 0);
    s.call.is_again = true;
    assert_true(container_images_shared(&s.call, STR("app"), &images));
    assert_int_equal(s.network.fake.used, 3);
    scene_end(&s);
}

/* ---- destroy ---- */

static void an_image_in_use_is_refused(void **state)
{
    (void)state;
    SCENE(s, &container_image_schema, IMAGES(IMAGE("web.1", DIGEST, NEW)),
          SERVICE(",\"currentDeployment\":" DEPLOYMENT("3", ":app.web.1")));
    struct container_image prior = known();
    assert_false(image->destroy(&s.call, &prior));
    assert_contains(str_c(s.call.err.text),
                    "used by the container 'web' of deployment 3 of the service 'app'");
    scene_end(&s);
}

static void a_late_read_of_the_deployment_is_repeated(void **state)
{
    (void)state;
    SCENE(s, &container_image_schema, IMAGES(IMAGE("web.1", DIGEST, NEW)),
          SERVICE(",\"currentDeployment\":" DEPLOYMENT("3", ":app.web.1")),
          SERVICE(",\"currentDeployment\":" DEPLOYMENT("4", ":app.web.2")), ANSWER("{}"));
    struct container_image prior = known();
    s.network.client->read_lag_ms = 5000;
    assert_true(image->destroy(&s.call, &prior));
    assert_asked(&s, 3, "DeleteContainerImage", "{\"image\":\":app.web.1\",\"serviceName\":\"app\"}");
    scene_end(&s);
}

static void an_image_in_use_stays_if_it_may(void **state)
{
    (void)state;
    SCENE(s, &container_image_schema, IMAGES(IMAGE("web.1", DIGEST, NEW)),
          SERVICE(",\"currentDeployment\":" DEPLOYMENT("3", ":app.web.1")));
    struct container_image prior = known();
    prior.on_destroy = tf_string(STR(CONTAINER_IMAGE_ON_DESTROY_KEEP_IF_USED));
    assert_true(image->destroy(&s.call, &prior));
    assert_contains(scene_only_diagnostic(&s)->detail, "stays until the service is deleted");
    scene_end(&s);
}

/* The resource of the deployment was destroyed before, and Lightsail keeps the deployment. */
static void an_image_of_a_deployment_that_stays_does_too(void **state)
{
    (void)state;
    SCENE(s, &container_image_schema, IMAGES(IMAGE("web.1", DIGEST, NEW)),
          SERVICE(",\"currentDeployment\":" DEPLOYMENT("3", ":app.web.1")));
    struct container_image prior = known();
    s.provider.walk = walk_new();
    assert_false(container_deployment_is_left(&s.call, STR("app")));
    container_deployment_stays(&s.call, STR("app"));
    assert_true(image->destroy(&s.call, &prior));
    assert_int_equal(s.call.diags.count, 1);
    walk_free(s.provider.walk);
    scene_end(&s);
}

static void what_is_gone_is_success(void **state)
{
    (void)state;
    SCENE(s, &container_image_schema, NOT_FOUND, IMAGES(IMAGE("web.1", OTHER_DIGEST, NEW)), IMAGES(""),
          SERVICE(""), NOT_FOUND);
    struct container_image prior = known();
    assert_true(image->destroy(&s.call, &prior)); /* no service */
    assert_true(image->destroy(&s.call, &prior)); /* another image */
    assert_true(image->destroy(&s.call, &prior)); /* no image: the list may be late, so it is deleted */
    assert_asked(&s, 4, "DeleteContainerImage", NULL);
    scene_end(&s);
}

/* ---- words ---- */

static void the_next_deployment_uses_an_image_too(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    json_t *service;
    struct err err;
    assert_true(
        json_parse(mem,
                   STR("{\"nextDeployment\":" DEPLOYMENT(
                       "5", ":app.web.2") ",\"currentDeployment\":" DEPLOYMENT("4", ":app.web.1") "}"),
                   4096, &service, &err));
    assert_str_equal(container_image_user(mem, service, STR(":app.web.2")),
                     STR("the container 'web' of deployment 5"));
    assert_str_equal(container_image_user(mem, service, STR(":app.web.1")),
                     STR("the container 'web' of deployment 4"));
    assert_null(container_image_user(mem, service, STR(":app.web.3")).data);
    assert_str_equal(container_image_label(STR(":app.a-b.3")), STR("a-b"));
    assert_null(container_image_label(STR("nginx:1.2.3")).data);
    assert_null(container_image_label(STR(":app.web")).data);
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_response_names_the_image),
        cmocka_unit_test(a_missing_service_is_an_error_at_its_name),
        cmocka_unit_test(a_refusal_says_that_the_image_must_be_pushed),
        cmocka_unit_test(an_uncertain_registration_is_in_the_state),
        cmocka_unit_test(more_than_150_images_are_refused_in_the_plan),
        cmocka_unit_test(a_replacement_says_who_uses_the_image),
        cmocka_unit_test(an_image_with_another_digest_is_another_one),
        cmocka_unit_test(an_uncertain_registration_is_searched),
        cmocka_unit_test(refreshes_of_one_service_share_a_list),
        cmocka_unit_test(an_image_in_use_is_refused),
        cmocka_unit_test(a_late_read_of_the_deployment_is_repeated),
        cmocka_unit_test(an_image_in_use_stays_if_it_may),
        cmocka_unit_test(an_image_of_a_deployment_that_stays_does_too),
        cmocka_unit_test(what_is_gone_is_success),
        cmocka_unit_test(the_next_deployment_uses_an_image_too),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
