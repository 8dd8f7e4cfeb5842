/*
 * test_deployment.c — tests of steps/deployment_step and deployment_log: which deployment is the one that was sent, which
 * versions are waited for, and what a log line must not have. The responses are scripted.
 */
#include "../lightsail/fakes.h"

#include "steps/deployment_log.h"
#include "steps/deployment_step.h"

static json_t *parsed(struct arena *mem, const char *text)
{
    json_t *value = NULL;
    struct err err;
    if (text != NULL && !json_parse(mem, str_c(text), 1 << 20, &value, &err))
        fail_msg("%s: %s", text, err.text);
    return value;
}

/* ---- the same deployment ---- */

static void images(void **state)
{
    static const struct {
        const char *sent, *shown;
        bool is_same;
    } cases[] = {
        {"nginx:1", "nginx:1", true},
        {"nginx:1", "nginx:2", false},
        {"nginx:latest", "nginx:7", false},
        {":app.web.3", ":app.web.3", true},
        {":app.web.3", ":app.web.4", false},
        {":app.web.latest", ":app.web.latest", true},
        {":app.web.latest", ":app.web.12", true},
        {":app.web.latest", ":app.website.12", false},
        {":app.web.latest", ":app.web.1.2", false},
        {"app.web.latest", "app.web.12", false},
        {":app.web.12", ":app.web.latest", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (deployment_same_image(str_c(cases[i].sent), str_c(cases[i].shown)) != cases[i].is_same)
            fail_msg("%s, %s", cases[i].sent, cases[i].shown);
    }
}

#define WEB "{\"web\":{\"image\":\"nginx\",\"ports\":{\"80\":\"HTTP\"}}}"
#define ENDPOINT "{\"containerName\":\"web\",\"containerPort\":80}"

static void deployments(void **state)
{
    static const struct {
        const char *containers, *endpoint, *shown;
        bool is_same;
    } cases[] = {
        {WEB, NULL, "{\"containers\":" WEB ",\"publicEndpoint\":" ENDPOINT "}", true},
        {WEB, ENDPOINT, "{\"containers\":" WEB ",\"publicEndpoint\":" ENDPOINT "}", true},
        {WEB, ENDPOINT, "{\"containers\":" WEB "}", false},
        {NULL, ENDPOINT, "{\"containers\":{},\"publicEndpoint\":" ENDPOINT "}", true},
        {WEB, NULL,
         "{\"containers\":{\"web\":{\"image\":\"nginx\",\"ports\":{\"80\":\"HTTP\"},\"command\":[],"
         "\"environment\":{}}}}",
         true},
        {WEB, NULL, "{\"containers\":{\"web\":{\"image\":\"nginx\",\"ports\":{\"80\":\"TCP\"}}}}", false},
        {WEB, NULL,
         "{\"containers\":{\"web\":{\"image\":\"nginx\",\"ports\":{\"80\":\"HTTP\"},"
         "\"environment\":{\"A\":\"b\"}}}}",
         false},
        {WEB, NULL, "{\"containers\":{\"other\":{\"image\":\"nginx\",\"ports\":{\"80\":\"HTTP\"}}}}", false},
        {WEB, NULL,
         "{\"containers\":{\"web\":{\"image\":\"nginx\",\"ports\":{\"80\":\"HTTP\"}},\"side\":{}}}", false},
        /* Members that were not sent are not compared; those that were sent are. */
        {WEB, ENDPOINT,
         "{\"containers\":" WEB ",\"publicEndpoint\":{\"containerName\":\"web\",\"containerPort\":80,"
         "\"healthCheck\":{\"path\":\"/\"}}}",
         true},
        {WEB, "{\"containerName\":\"web\",\"healthCheck\":{\"path\":\"/x\"}}",
         "{\"containers\":" WEB
         ",\"publicEndpoint\":{\"containerName\":\"web\",\"healthCheck\":{\"path\":\"/\"}}}",
         false},
    };
    struct arena *mem = arena_new();
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bool is_same = deployment_shows(parsed(mem, cases[i].containers), parsed(mem, cases[i].endpoint),
                                        parsed(mem, cases[i].shown));
        if (is_same != cases[i].is_same)
            fail_msg("case %zu: %s", i, cases[i].shown);
    }
    arena_free(mem);
}

/* ---- hidden values ---- */

static void hidden_values(void **state)
{
    static const struct {
        const char *hidden, *line, *expected;
    } cases[] = {
        {"{}", "a line", "a line"},
        {"{\"web\":{\"A\":\"s3cret\"}}", "with s3cret, and s3cret", "with (sensitive), and (sensitive)"},
        {"{\"other\":{\"A\":\"s3cret\"}}", "s3cret", "(sensitive)"},
        {"{\"web\":{\"A\":\"\"}}", "an empty value", "an empty value"},
        /* A value may be a part of another one. */
        {"{\"web\":{\"A\":\"abc\",\"B\":\"abcdef\"}}", "abcdef abc", "(sensitive) (sensitive)"},
        {"{\"web\":{\"A\":\"abcdef\"},\"side\":{\"B\":\"abc\"}}", "xabcdefx", "x(sensitive)x"},
        /* A value of several lines, of which a log has one. */
        {"{\"web\":{\"A\":\"first\\nsecond\\n\"}}", "it says: second", "it says: (sensitive)"},
    };
    struct arena *mem = arena_new();
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_str_equal(deployment_hide(mem, str_c(cases[i].line), parsed(mem, cases[i].hidden)),
                         str_c(cases[i].expected));
    arena_free(mem);
}

/* ---- sending and waiting ---- */

#define ANSWER(text)                     \
    {                                    \
        .status = 200, .body = ("" text) \
    }
#define SERVICE(state, more)                                                                                \
    ANSWER("{\"containerServices\":[{\"containerServiceName\":\"app\",\"arn\":\"arn:1\",\"state\":\"" state \
           "\"" more "}]}")
#define CURRENT(version) ",\"currentDeployment\":{\"version\":" version ",\"state\":\"ACTIVE\"}"
#define VERSIONS(text) ANSWER("{\"deployments\":[" text "]}")
#define SENT(version) ANSWER("{\"containerService\":{\"nextDeployment\":{\"version\":" version "}}}")
#define LINES(text) ANSWER("{\"logEvents\":[" text "]}")

static struct session session_of(struct fixture *f)
{
    return (struct session){.mem = f->mem,
                            .client = f->client,
                            .deadline = f->deadline,
                            .again = "try again",
                            .longer = "use --timeout"};
}

static void a_deployment_that_ends_well(void **state)
{
    (void)state;
    FIXTURE(f, NULL, SERVICE("RUNNING", CURRENT("4")), VERSIONS("{\"version\":4}"), SENT("5"),
            SERVICE("RUNNING", CURRENT("5")),
            VERSIONS("{\"version\":4},{\"version\":5,\"state\":\"ACTIVE\"}"));
    struct session s = session_of(&f);
    struct deployment deployment = {.service = STR("app"), .containers = parsed(f.mem, WEB)};
    json_t *shown;
    assert_true(deployment_send(&s, &deployment));
    assert_int_equal(deployment.version, 5);
    assert_true(deployment_wait(&s, &deployment, &shown));
    assert_str_equal(json_member_text(shown, "state"), STR("ACTIVE"));
    fixture_end(&f);
}

static void a_deployment_that_fails_has_its_log(void **state)
{
    (void)state;
    FIXTURE(f, NULL, SERVICE("READY", ""),
            VERSIONS("{\"version\":1,\"state\":\"FAILED\",\"createdAt\":17,\"containers\":" WEB "}"),
            LINES("{\"message\":\"no s3cret here\"},{\"message\":\"Took too long\"}"));
    struct session s = session_of(&f);
    const struct deployment deployment = {.service = STR("app"), .version = 1};
    json_t *shown;
    assert_false(deployment_wait(&s, &deployment, &shown));
    assert_int_equal(s.err.kind, ERR_FAILED);
    assert_string_equal(s.err.text, "the deployment 1 of the container service 'app' failed");
    assert_string_equal(s.err.hint,
                        "The service has no active deployment. Correct the containers, and try again.");
    assert_str_equal(deployment_log(&s, STR("app"), shown, parsed(f.mem, "{\"web\":{\"A\":\"s3cret\"}}")),
                     STR("Last log lines of the container 'web':\n  no (sensitive) here\n  Took too long"));
    fixture_end(&f);
}

static void a_disabled_service_takes_no_deployment(void **state)
{
    (void)state;
    FIXTURE(f, NULL, SERVICE("DISABLED", ",\"isDisabled\":true"));
    struct session s = session_of(&f);
    struct deployment deployment = {.service = STR("app")};
    assert_false(deployment_send(&s, &deployment));
    assert_string_equal(s.err.text, "the container service 'app' is disabled");
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(images),
        cmocka_unit_test(deployments),
        cmocka_unit_test(hidden_values),
        cmocka_unit_test(a_deployment_that_ends_well),
        cmocka_unit_test(a_deployment_that_fails_has_its_log),
        cmocka_unit_test(a_disabled_service_takes_no_deployment),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
