/*
 * test_simulator.c — the client with lightsail-sim, which shares no code with it: signatures, an instance
 * from creation to deletion, pages, and every fault of the simulator. Skipped where the simulator has not
 * been built.
 */
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fakes.h"

extern char **environ;

static char simulator_path[PATH_MAX];

struct simulator {
    pid_t pid;
    char folder[64];
    struct arena *mem;
    struct aws_config config;
    struct ls_client *client;
    struct deadline deadline;
    struct err err;
};

/* The port stands in a file once the simulator listens. */
static struct str read_port(struct simulator *s)
{
    char path[128], port[16] = "";
    snprintf(path, sizeof path, "%s/port", s->folder);
    for (int i = 0; i < 1000; i++) {
        int fd = open(path, O_RDONLY);
        ssize_t len = fd >= 0 ? read(fd, port, sizeof port - 1) : 0;
        if (fd >= 0)
            close(fd);
        if (len > 0)
            return str_copy(s->mem, str_trim(str_n(port, (size_t)len)));
        struct err err;
        assert_true(clock_sleep(&s->deadline, 10, &err));
    }
    fail_msg("the simulator does not listen");
    return (struct str){NULL, 0};
}

static void connect_client(struct simulator *s, const char *secret_key, const char *token)
{
    ls_client_free(s->client);
    s->config.secret_key = str_c(secret_key);
    s->config.token = str_c(token);
    if (!ls_client_new(&s->config, &s->client, &s->err))
        fail_msg("no client: %s", s->err.text);
}

static const char good_secret[] = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/* `options`: up to three, NULL where there is none. */
static void simulator_begin(struct simulator *s, const char *option, const char *second, const char *third)
{
    clean_environment();
    *s = (struct simulator){.folder = "/tmp/lightsail-test-XXXXXX", .mem = arena_new()};
    assert_non_null(mkdtemp(s->folder));
    const char *port_file = str_printf(s->mem, "--port-file=%s/port", s->folder).data;
    const char *arguments[] = {simulator_path,
                               "--port=0",
                               port_file,
                               "--operation-ms=30",
                               "--pending-ms=30",
                               "--page-size=2",
                               option,
                               second,
                               third,
                               NULL};
    char *copies[10];
    for (size_t i = 0; i < 10; i++) {
        struct str text = str_c(arguments[i]);
        copies[i] = arguments[i] != NULL ? memcpy(arena_alloc(s->mem, text.len + 1), text.data, text.len)
                                         : NULL;
    }
    s->deadline = deadline_begin(NULL, 60 * 1000);
    assert_int_equal(posix_spawn(&s->pid, simulator_path, NULL, NULL, copies, environ), 0);
    s->config = plain_config();
    s->config.poll_interval_ms = 20;
    s->config.endpoint = str_printf(s->mem, "http://127.0.0.1:%.*s", STR_ARG(read_port(s)));
    connect_client(s, good_secret, NULL);
}

static void simulator_end(struct simulator *s)
{
    ls_client_free(s->client);
    kill(s->pid, SIGTERM);
    int status;
    assert_int_equal(waitpid(s->pid, &status, 0), s->pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    unlink(str_printf(s->mem, "%s/port", s->folder).data);
    rmdir(s->folder);
    arena_free(s->mem);
}

static bool call(struct simulator *s, enum ls_op op, json_t *in, json_t **ret_out)
{
    return ls_call(s->client, (struct aws_scope){s->mem, &s->deadline}, op, json_own(s->mem, in), ret_out,
                   &s->err);
}

static void must_call(struct simulator *s, enum ls_op op, json_t *in)
{
    json_t *out;
    if (!call(s, op, in, &out) ||
        !ls_wait_operations(s->client, (struct aws_scope){s->mem, &s->deadline}, out, &s->err))
        fail_msg("%s: %s", ls_op_name(op), s->err.text);
}

static json_t *an_instance(const char *name)
{
    return json_pack("{s:[s],s:s,s:s,s:s}", "instanceNames", name, "availabilityZone", "us-east-1a",
                     "blueprintId", "ubuntu_22_04", "bundleId", "nano_3_0");
}

static size_t count_instances(struct simulator *s)
{
    json_t *items;
    struct aws_scope scope = {s->mem, &s->deadline};
    if (!ls_call_pages(s->client, scope, OP_GET_INSTANCES, NULL, "instances", &items, &s->err))
        fail_msg("GetInstances: %s", s->err.text);
    return json_array_size(items);
}

static void test_life(void **state)
{
    (void)state;
    static const char *const names[] = {"web", "web-2", "web-3", "web-4", "web-5"};
    struct simulator s;
    simulator_begin(&s, NULL, NULL, NULL);
    for (size_t i = 0; i < 5; i++)
        must_call(&s, OP_CREATE_INSTANCES, an_instance(names[i]));
    assert_int_equal(count_instances(&s), 5); /* three pages */
    must_call(&s, OP_ALLOCATE_STATIC_IP, json_pack("{s:s}", "staticIpName", "address"));
    must_call(&s, OP_TAG_RESOURCE,
              json_pack("{s:s,s:[{s:s,s:s}]}", "resourceName", "web", "tags", "key", "team", "value",
                        "\xe9\x87\x8f\xe5\x8c\x96"));
    json_t *out;
    assert_false(call(&s, OP_CREATE_INSTANCES, an_instance("web"), &out));
    assert_int_equal(s.err.kind, ERR_CONFLICT);
    assert_false(s.err.retryable);
    assert_false(call(&s, OP_GET_INSTANCE, json_pack("{s:s}", "instanceName", "nobody"), &out));
    assert_int_equal(s.err.kind, ERR_NOT_FOUND);
    assert_true(strlen(s.err.request_id) > 0);
    for (size_t i = 0; i < 5; i++)
        must_call(&s, OP_DELETE_INSTANCE, json_pack("{s:s}", "instanceName", names[i]));
    assert_int_equal(count_instances(&s), 0);
    simulator_end(&s);
}

static void test_credentials(void **state)
{
    (void)state;
    struct simulator s;
    simulator_begin(&s, "--credentials=AKIDEXAMPLE:good:TOKEN", "--expired-token=OLD", NULL);
    json_t *out;
    connect_client(&s, "good", "TOKEN");
    assert_true(call(&s, OP_GET_REGIONS, json_object(), &out));
    connect_client(&s, "bad", "TOKEN");
    assert_false(call(&s, OP_GET_REGIONS, json_object(), &out));
    assert_int_equal(s.err.kind, ERR_CREDENTIALS);
    connect_client(&s, "good", "OLD");
    assert_false(call(&s, OP_GET_REGIONS, json_object(), &out));
    assert_int_equal(s.err.kind, ERR_CREDENTIALS);
    assert_non_null(strstr(s.err.code, "ExpiredToken"));
    simulator_end(&s);
}

static void test_wrong_clock(void **state)
{
    (void)state;
    struct simulator s;
    simulator_begin(&s, "--clock-offset-s=7200", NULL, NULL);
    must_call(&s, OP_CREATE_INSTANCES, an_instance("web"));
    assert_int_equal(count_instances(&s), 1);
    assert_in_range(ls_client_clock_skew_ms(s.client), 7195 * 1000, 7201 * 1000);
    simulator_end(&s);
}

/* Throttling, server errors, closed connections and web pages are temporary for reads. */
static void test_reads_survive(void **state)
{
    (void)state;
    struct simulator s;
    simulator_begin(&s, "--fault=*:throttle:every=3", "--fault=GetInstances:error500:every=4",
                    "--fault=GetInstances:reset:every=5");
    for (int i = 0; i < 10; i++)
        assert_int_equal(count_instances(&s), 0);
    simulator_end(&s);
}

/*
 * The change took effect but the response was lost, over a new and over a reused connection: one effect, and
 * maybe_done.
 */
static void test_lost_responses(void **state)
{
    (void)state;
    struct simulator s;
    simulator_begin(&s, "--fault=CreateInstances:lost:first:1", "--fault=AllocateStaticIp:lost:first:1",
                    NULL);
    json_t *out;
    assert_false(call(&s, OP_CREATE_INSTANCES, an_instance("web"), &out));
    assert_int_equal(s.err.kind, ERR_NETWORK);
    assert_true(s.err.maybe_done);
    assert_int_equal(count_instances(&s), 1);
    assert_false(call(&s, OP_ALLOCATE_STATIC_IP, json_pack("{s:s}", "staticIpName", "address"), &out));
    assert_true(s.err.maybe_done);
    assert_true(call(&s, OP_GET_STATIC_IP, json_pack("{s:s}", "staticIpName", "address"), &out));
    simulator_end(&s);
}

static void test_breakdown_before_anything(void **state)
{
    (void)state;
    struct simulator s;
    simulator_begin(&s, "--fault=CreateInstances:error500:first:1", NULL, NULL);
    json_t *out;
    assert_false(call(&s, OP_CREATE_INSTANCES, an_instance("web"), &out));
    assert_int_equal(s.err.kind, ERR_SERVER);
    assert_true(s.err.maybe_done); /* the client cannot know */
    assert_int_equal(count_instances(&s), 0);
    must_call(&s, OP_CREATE_INSTANCES, an_instance("web"));
    simulator_end(&s);
}

static void test_failed_operation(void **state)
{
    (void)state;
    struct simulator s;
    simulator_begin(&s, "--fault=CreateInstances:failed:first:1", NULL, NULL);
    json_t *out;
    assert_true(call(&s, OP_CREATE_INSTANCES, an_instance("web"), &out));
    assert_false(ls_wait_operations(s.client, (struct aws_scope){s.mem, &s.deadline}, out, &s.err));
    assert_int_equal(s.err.kind, ERR_FAILED);
    assert_true(strlen(s.err.code) > 0);
    simulator_end(&s);
}

static bool find_simulator(void)
{
    char own[PATH_MAX] = "";
    ssize_t len = readlink("/proc/self/exe", own, sizeof own - 1);
    if (len <= 0)
        return false;
    /* build/tests/unit/lightsail/test_simulator and build/lightsail-sim */
    snprintf(simulator_path, sizeof simulator_path, "%.*s/../../../lightsail-sim", PATH_MAX - 40,
             dirname(own));
    return access(simulator_path, X_OK) == 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_life),
        cmocka_unit_test(test_credentials),
        cmocka_unit_test(test_wrong_clock),
        cmocka_unit_test(test_reads_survive),
        cmocka_unit_test(test_lost_responses),
        cmocka_unit_test(test_breakdown_before_anything),
        cmocka_unit_test(test_failed_operation),
    };
    if (!find_simulator()) {
        puts("1..0 # SKIP lightsail-sim has not been built");
        return 0;
    }
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("simulator", tests, NULL, NULL);
}
