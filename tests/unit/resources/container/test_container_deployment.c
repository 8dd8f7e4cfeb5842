/*
 * test_container_deployment.c — which version of a service is that of the state, what is drift, and what a deletion sends.
 */
#include "../../runtime/disk.h"

#include "gen/container_deployment.h"

#define SERVICE_ARN "arn:aws:lightsail:us-east-1:1:ContainerService/7"
#define SERVICE(state, more)                                                                  \
    ANSWER("{\"containerServices\":[{\"containerServiceName\":\"app\",\"arn\":\"" SERVICE_ARN \
           "\",\"isDisabled\":false,\"state\":\"" state "\"" more "}]}")
#define DEPLOYMENT(version, state, image) \
    "{\"version\":" version ",\"state\":\"" state "\",\"containers\":{\"web\":{\"image\":\"" image "\"}}}"
#define CURRENT(version, image) ",\"currentDeployment\":" DEPLOYMENT(version, "ACTIVE", image)
#define NEXT(version, image) ",\"nextDeployment\":" DEPLOYMENT(version, "ACTIVATING", image)

#define DISABLED                                                                              \
    ANSWER("{\"containerServices\":[{\"containerServiceName\":\"app\",\"arn\":\"" SERVICE_ARN \
           "\",\"isDisabled\":true,\"state\":\"DISABLED\"}]}")

static const struct resource *const deployment = &container_deployment_resource;
static struct container_deployment_container web;

/* Version 3 with the image. */
static struct container_deployment model(const char *image)
{
    struct container_deployment app = {.service_name = tf_string(STR("app")),
                                       .service_arn = tf_string(STR(SERVICE_ARN)),
                                       .on_destroy = tf_string(STR("disable_service")),
                                       .version = tf_int(3),
                                       .state = tf_string(STR("ACTIVATING"))};
    web = (struct container_deployment_container){.container_name = tf_string(STR("web")),
                                                  .image = tf_string(str_c(image))};
    app.container.is = TF_KNOWN;
    app.container.count = 1;
    app.container.v = &web;
    return app;
}

static void reads(void **state)
{
    static const struct {
        struct fake_response answer;
        const char *state, *image; /* NULL: gone */
        int64_t version;
        size_t reads;
    } cases[] = {
        {SERVICE("RUNNING", CURRENT("3", "nginx")), "ACTIVE", "nginx", 3, 1},
        {SERVICE("DEPLOYING", CURRENT("2", "old") NEXT("3", "nginx")), "ACTIVATING", "nginx", 3, 1},
        {SERVICE("DEPLOYING", NEXT("3", "nginx")), "ACTIVATING", "nginx", 3, 1},
        {SERVICE("RUNNING", CURRENT("4", "other")), "ACTIVE", "other", 4, 1},
        {SERVICE("DEPLOYING", CURRENT("3", "nginx") NEXT("4", "other")), "ACTIVE", "nginx", 3, 1},
        {SERVICE("READY", ""), NULL, NULL, 0, 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct scene s;
        scene_begin(&s, &container_deployment_schema, &cases[i].answer, 1);
        no_time_to_wait(&s);
        struct container_deployment prior = model("nginx"), now = prior;
        if (i == 5)
            prior.version = now.version = (struct tf_int){0};
        assert_true(deployment->read(&s.call, &prior, &now));
        assert_int_equal(s.call.gone, cases[i].state == NULL);
        if (cases[i].state != NULL) {
            assert_str_equal(now.state.v, str_c(cases[i].state));
            assert_str_equal(now.container.v[0].image.v, str_c(cases[i].image));
            assert_int_equal(now.version.v, cases[i].version);
        }
        scene_end(&s);
    }
}

/* Neither current nor next: it has failed. The plan then deploys again, so the containers stay as they were wanted. */
static void a_deployment_that_failed_is_shown(void **state)
{
    (void)state;
    SCENE(s, &container_deployment_schema, SERVICE("RUNNING", CURRENT("2", "old")));
    struct container_deployment prior = model("nginx"), now = prior;
    prior.state = now.state = tf_string(STR("FAILED"));
    assert_true(deployment->read(&s.call, &prior, &now));
    assert_str_equal(now.state.v, STR("FAILED"));
    assert_str_equal(now.container.v[0].image.v, STR("nginx"));
    struct plan plan = {.config = &prior, .prior = &prior, .planned = &now, .is_final = true};
    s.call.client = NULL;
    assert_true(deployment->modify_plan(&s.call, &plan));
    assert_true(TF_IS_UNKNOWN(now.version) && TF_IS_UNKNOWN(now.state));
    scene_end(&s);
}

static void an_older_version_cannot_be_imported(void **state)
{
    (void)state;
    SCENE(s, &container_deployment_schema, SERVICE("RUNNING", CURRENT("4", "nginx")));
    struct container_deployment prior = {.service_name = tf_string(STR("app")), .version = tf_int(3)},
                                now = prior;
    assert_false(deployment->read(&s.call, &prior, &now));
    assert_string_equal(s.call.err.text,
                        "the deployment 3 of the container service 'app' is not the current one");
    assert_string_equal(s.call.err.hint, "Import the current one, 'app/4', or 'app'.");
    scene_end(&s);
}

/* Without the mark of a planned deletion it may be a part of a replacement. */
static void only_a_deletion_disables(void **state)
{
    (void)state;
    SCENE(s, &container_deployment_schema, SERVICE("RUNNING", CURRENT("3", "nginx")),
          SERVICE("RUNNING", CURRENT("3", "nginx")), SERVICE("RUNNING", CURRENT("3", "nginx")), ACCEPTED,
          DISABLED, DISABLED);
    struct container_deployment prior = model("nginx");
    s.provider.walk = walk_new();
    assert_true(deployment->destroy(&s.call, &prior));
    assert_int_equal(s.network.fake.used, 0);
    s.call.is_deletion = true;
    assert_true(deployment->destroy(&s.call, &prior));
    assert_asked(&s, 3, "UpdateContainerService", "{\"isDisabled\":true,\"serviceName\":\"app\"}");
    walk_free(s.provider.walk);
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads),
        cmocka_unit_test(a_deployment_that_failed_is_shown),
        cmocka_unit_test(an_older_version_cannot_be_imported),
        cmocka_unit_test(only_a_deletion_disables),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
