/*
 * test_deployment_file.c — the file of a deployment in JSON and YAML: the same values, and errors with their path.
 */
#include "cli/deployment_file.h"

#include "../testing.h"
#include "cli/yaml_read.h"

#define YAML                                                                       \
    "# a comment\n"                                                                \
    "containers:\n"                                                                \
    "  web:\n"                                                                     \
    "    image: :app.web.3\n"                                                      \
    "    command: [serve, \"--port\", 80]\n"                                       \
    "    environment: {PORT: 80, RATIO: 1.10, DEBUG: yes, EMPTY: \"\", NONE: ~}\n" \
    "    ports:\n"                                                                 \
    "      80: HTTP\n"                                                             \
    "      \"9000\": TCP\n"                                                        \
    "  side: {image: 'registry.example:5000/side:1'}\n"                            \
    "publicEndpoint:\n"                                                            \
    "  containerName: web\n"                                                       \
    "  containerPort: 80\n"                                                        \
    "  healthCheck: {path: /health, intervalSeconds: 10, successCodes: 200-299}\n"

static bool parse(struct arena *mem, const char *name, const char *text, struct deployment_plan *plan,
                  struct err *err)
{
    *err = (struct err){.kind = ERR_NONE};
    return deployment_parse(mem, str_c(name), str_c(text), STR("app"), plan, err) &&
           deployment_check(mem, plan, err);
}

static void yaml_is_the_same_as_json(void **state)
{
    (void)state;
    static const char json[] =
        "{\"serviceName\": \"app\", \"containers\": {"
        "\"web\": {\"image\": \":app.web.3\", \"command\": [\"serve\", \"--port\", \"80\"],"
        " \"environment\": {\"PORT\": \"80\", \"RATIO\": \"1.10\", \"DEBUG\": \"yes\", \"EMPTY\": \"\"},"
        " \"ports\": {\"80\": \"HTTP\", \"9000\": \"TCP\"}},"
        "\"side\": {\"image\": \"registry.example:5000/side:1\"}},"
        "\"publicEndpoint\": {\"containerName\": \"web\", \"containerPort\": 80, \"healthCheck\":"
        " {\"path\": \"/health\", \"intervalSeconds\": 10, \"successCodes\": \"200-299\"}}}";
    struct arena *mem = arena_new();
    struct deployment_plan a, b;
    struct err err;
    if (!parse(mem, "x.json", json, &a, &err))
        fail_msg("%s", err.text);
    /* A null in a map of texts is an error; a member that is null is left out. */
    assert_false(parse(mem, "x.yaml", YAML, &b, &err));
    assert_string_equal(err.attribute, "containers.web.environment.NONE");
    struct str without = str_printf(mem, "%s", YAML);
    char *none = strstr(without.data, ", NONE: ~");
    memset(none, ' ', strlen(", NONE: ~"));
    if (!parse(mem, "x.yaml", without.data, &b, &err))
        fail_msg("%s", err.text);
    assert_str_equal(json_print(mem, a.containers), json_print(mem, b.containers));
    assert_str_equal(json_print(mem, a.endpoint), json_print(mem, b.endpoint));
    arena_free(mem);
}

#define WEB "\"web\": {\"image\": \"nginx\", \"ports\": {\"80\": \"HTTP\", \"81\": \"TCP\"}}"

static void mistakes(void **state)
{
    (void)state;
    static const struct {
        const char *text, *path, *says;
    } cases[] = {
        {"{", "", "line"},
        {"[]", "the file", "must be an object"},
        {"{}", "containers", "is missing"},
        {"{\"containers\": {}}", "containers", "there are none"},
        {"{\"containers\": []}", "containers", "must have names"},
        {"{\"containers\": {\"web\": {}}}", "containers.web.image", "is missing"},
        {"{\"containers\": {\"web\": \"nginx\"}}", "containers.web", "must be an object"},
        {"{\"containers\": {\"web\": {\"image\": 1}}}", "containers.web.image", "must be a text"},
        {"{\"containers\": {\"web\": {\"image\": \"nginx\", \"port\": {}}}}", "containers.web.port",
         "no such member"},
        {"{\"containers\": {\"web\": {\"image\": \"Nginx\"}}}", "containers.web",
         "is not the name of an image"},
        {"{\"containers\": {\"web\": {\"image\": \":app.web\"}}}", "containers.web",
         "is not the name of an image"},
        {"{\"containers\": {\"Web\": {\"image\": \"nginx\"}}}", "containers.Web", "the name of a container"},
        {"{\"containers\": {\"web\": {\"image\": \"nginx\", \"ports\": {\"0\": \"HTTP\"}}}}",
         "containers.web.ports.0", "from 1 to 65535"},
        {"{\"containers\": {\"web\": {\"image\": \"nginx\", \"ports\": {\"65536\": \"HTTP\"}}}}",
         "containers.web.ports.65536", "from 1 to 65535"},
        {"{\"containers\": {\"web\": {\"image\": \"nginx\", \"ports\": {\"80\": \"http\"}}}}",
         "containers.web.ports.80", "HTTP, HTTPS, TCP or UDP"},
        {"{\"containers\": {\"web\": {\"image\": \"nginx\", \"command\": \"serve\"}}}",
         "containers.web.command", "must be a list"},
        {"{\"containers\": {\"web\": {\"image\": \"nginx\", \"environment\": {\"A\": 1}}}}",
         "containers.web.environment.A", "must be a text"},
        {"{\"containers\": {" WEB
         "}, \"publicEndpoint\": {\"containerName\": \"wab\", \"containerPort\": 80}}",
         "publicEndpoint.containerName", "no container 'wab'"},
        {"{\"containers\": {" WEB
         "}, \"publicEndpoint\": {\"containerName\": \"web\", \"containerPort\": 81}}",
         "publicEndpoint.containerPort", "is not open as HTTP or HTTPS"},
        {"{\"containers\": {" WEB
         "}, \"publicEndpoint\": {\"containerName\": \"web\", \"containerPort\": \"80\"}}",
         "publicEndpoint.containerPort", "whole number"},
        {"{\"containers\": {" WEB "}, \"serviceName\": \"other\"}", "serviceName", "the command has 'app'"},
        {"{\"containers\": "
         "{\"a\":{\"image\":\"x\"},\"b\":{\"image\":\"x\"},\"c\":{\"image\":\"x\"},\"d\":{\"image\":"
         "\"x\"},\"e\":{\"image\":\"x\"},\"f\":{\"image\":\"x\"},\"g\":{\"image\":\"x\"},\"h\":{\"image\":"
         "\"x\"},"
         "\"i\":{\"image\":\"x\"},\"j\":{\"image\":\"x\"},\"k\":{\"image\":\"x\"}}}",
         "containers", "there are 11, and a deployment has at most 10"},
    };
    struct arena *mem = arena_new();
    struct deployment_plan plan;
    struct err err;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (parse(mem, "x.json", cases[i].text, &plan, &err))
            fail_msg("accepted: %s", cases[i].text);
        if (strcmp(err.attribute, cases[i].path) != 0 || strstr(err.text, cases[i].says) == NULL)
            fail_msg("%s: '%s' %s", cases[i].text, err.attribute, err.text);
    }
    assert_false(parse(mem, "x", "{\"container\": {}}", &plan, &err));
    assert_string_equal(err.hint, "Did you mean 'containers'?");
    arena_free(mem);
}

static void another_image(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct deployment_plan plan;
    struct err err;
    assert_true(parse(mem, "x.json", "{\"containers\": {" WEB "}}", &plan, &err));
    assert_true(deployment_set_image(mem, &plan, STR("web"), STR(":app.web.4"), &err));
    assert_str_equal(json_text(json_at(plan.containers, "web.image")), STR(":app.web.4"));
    assert_false(deployment_set_image(mem, &plan, STR("wab"), STR(":app.web.4"), &err));
    assert_string_equal(err.hint, "The deployment has: web.");
    arena_free(mem);
}

/* ---- YAML ---- */

static void yaml_values(void **state)
{
    (void)state;
    static const struct {
        const char *text, *json; /* NULL: refused */
    } cases[] = {
        {"a: 1", "{\"a\":\"1\"}"},
        {"a: 'null'", "{\"a\":\"null\"}"},
        {"a: null", "{\"a\":null}"},
        {"a:", "{\"a\":null}"},
        {"- a\n- [b, {c: d}]", "[\"a\",[\"b\",{\"c\":\"d\"}]]"},
        {"a: |\n  one\n  two\n", "{\"a\":\"one\\ntwo\\n\"}"},
        {"---\na: b\n...\n", "{\"a\":\"b\"}"},
        {"\"é\": ü", "{\"é\":\"ü\"}"},
        {"", NULL},
        {"# only a comment", NULL},
        {"a: b\n---\nc: d", NULL},
        {"a: &x 1\nb: *x", NULL},
        {"*x", NULL},
        {"a: !!int 1", NULL},
        {"a: 1\na: 2", NULL},
        {"[a]: b", NULL},
        {"a: \"\\0\"", NULL},
        {"a: [b", NULL},
        {"a: b: c", NULL},
        {"\xff", NULL},
        {"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", NULL},
    };
    struct arena *mem = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        json_t *value = NULL;
        struct err err = {.kind = ERR_NONE};
        bool done = yaml_read(mem, str_c(cases[i].text), &value, &err);
        if (done != (cases[i].json != NULL) || (!done && err.kind != ERR_USER))
            fail_msg("'%s': %s", cases[i].text, err.text);
        if (done)
            assert_str_equal(json_print(mem, value), str_c(cases[i].json));
    }
    arena_free(mem);
}

static void yaml_errors_have_a_line(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    json_t *value;
    struct err err = {.kind = ERR_NONE};
    assert_false(yaml_read(mem, STR("a: 1\nb: *x\n"), &value, &err));
    assert_string_equal(err.text, "line 2, column 4: anchors and aliases are not supported here");
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(yaml_is_the_same_as_json),
        cmocka_unit_test(mistakes),
        cmocka_unit_test(another_image),
        cmocka_unit_test(yaml_values),
        cmocka_unit_test(yaml_errors_have_a_line),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
