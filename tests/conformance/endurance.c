/*
 * endurance.c — one process for a long time: the memory of ten thousand reads, and unknown clients at its
 * socket. Not part of the whole suite; `soak` and `hostile` run it by name. Must not know resources beyond
 * the one that it reads.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../client/certificate.h"
#include "../client/channel.h"
#include "../client/process.h"
#include "rules.h"
#include "suite.h"

enum { WARM_UP_CALLS = 2000, SOAK_CALLS = 10 * 1000, SOAK_LIMIT_KIB = 1024 };

static long memory_kib(long pid, const char *name)
{
    char path[64], line[256];
    snprintf(path, sizeof path, "/proc/%ld/status", pid);
    FILE *file = fopen(path, "r");
    long kib = -1;
    while (file != NULL && kib < 0 && fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, name, strlen(name)) == 0)
            kib = strtol(line + strlen(name) + 1, NULL, 10);
    if (file != NULL)
        fclose(file);
    return kib;
}

/* An object to read: a static IP, in a request that is packed once. */
struct reader {
    struct suite *suite;
    const struct schema *schema;
    struct value state;
    uint8_t *bytes;
    size_t len;
};

static bool reader_begin(struct suite *suite, struct reader *ret_reader)
{
    const struct schema *schema = session_find(suite->session, SCHEMA_RESOURCE, "lightsail_static_ip");
    struct value none = value_null(schema->block->type);
    json_t *json = json_own(suite->mem, json_pack("{s:s}", "name", "endurance"));
    struct value config = suite_config(suite, NULL, schema->block, json, "endurance");
    struct outcome planned = session_plan(suite->session, schema, &none, &config, &config, STR(""), NULL);
    struct outcome made = session_apply(suite->session, schema, &none, &planned.value, &config,
                                        planned.private, &planned.identity);
    if (!suite_good(suite, "ApplyResourceChange", "an object to read", "endurance", &made))
        return false;
    Tfplugin6__DynamicValue state;
    Tfplugin6__ReadResource__Request request;
    tfplugin6__read_resource__request__init(&request);
    session_encode(suite->session, &made.value, schema->block->type, &state);
    request.type_name = (char *)(uintptr_t)schema->name;
    request.current_state = &state;
    *ret_reader = (struct reader){.suite = suite, .schema = schema, .state = made.value};
    ret_reader->len = protobuf_c_message_get_packed_size(&request.base);
    ret_reader->bytes = arena_alloc(suite->mem, ret_reader->len);
    protobuf_c_message_pack(&request.base, ret_reader->bytes);
    return true;
}

/* One read; false unless the response has a state. */
static bool reader_call(const struct reader *reader)
{
    struct answer answer = channel_call(session_channel(reader->suite->session),
                                        "/tfplugin6.Provider/ReadResource", reader->bytes, reader->len,
                                        SESSION_TIMEOUT_MS);
    bool done = answer.status == 0 && answer.len > reader->len / 2;
    answer_free(&answer);
    return done;
}

static void reader_end(struct reader *reader)
{
    struct value none = value_null(reader->schema->block->type);
    struct outcome gone = session_apply(reader->suite->session, reader->schema, &reader->state, &none, &none,
                                        STR(""), NULL);
    suite_good(reader->suite, "ApplyResourceChange", "and removed", "endurance", &gone);
}

void soak_run(struct suite *suite)
{
    struct reader reader;
    if (!reader_begin(suite, &reader))
        return;
    size_t failed = 0;
    for (size_t i = 0; i < WARM_UP_CALLS; i++)
        failed += !reader_call(&reader);
    long pid = session_pid(suite->session);
    long resident = memory_kib(pid, "VmRSS"), peak = memory_kib(pid, "VmHWM");
    for (size_t i = 0; i < SOAK_CALLS; i++)
        failed += !reader_call(&reader);
    long resident_after = memory_kib(pid, "VmRSS"), peak_after = memory_kib(pid, "VmHWM");
    struct str figures = str_printf(suite->mem,
                                    "VmRSS %ld -> %ld KiB, VmHWM %ld -> %ld KiB, %d calls after %d", resident,
                                    resident_after, peak, peak_after, SOAK_CALLS, WARM_UP_CALLS);
    printf("# %s\n", figures.data);
    suite_check(suite, "ReadResource", "every one of ten thousand responses", "soak", failed == 0, "");
    suite_check(suite, "ReadResource", "memory stays within 1 MiB", "soak",
                resident_after - resident <= SOAK_LIMIT_KIB && peak_after - peak <= SOAK_LIMIT_KIB,
                figures.data);
    reader_end(&reader);
}

/* ---- strangers ----------------------------------------------------------------------------------------------------------- */

static int connect_raw(const struct suite *suite)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", session_socket(suite->session));
    int peer = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (peer >= 0 && connect(peer, (const struct sockaddr *)&address, sizeof address) != 0) {
        close(peer);
        return -1;
    }
    return peer;
}

static const struct {
    const char *name;
    const char *bytes;
    size_t len;
} greetings[] = {
    {"nothing at all", "", 0},
    {"garbage", "\xff\xff\xff\xff\0\0garbage\r\n\r\n\x80\x81", 19},
    {"HTTP/1", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", 35},
    {"plaintext HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 33},
    {"half a TLS record", "\x16\3\1\2\0\1\0\1", 8},
    {"a TLS record of the wrong length", "\x16\3\3\xff\xff", 5},
    {"an alert", "\x15\3\3\0\2\2\x28", 7},
};

enum { SILENCE_MS = 60 * 1000, LOOK_MS = 100 };
enum { GREETINGS = sizeof greetings / sizeof greetings[0], ROUNDS = 20 };

/* A client with the wrong certificate, or without one, never gets a response. */
static void check_certificate(struct suite *suite, const struct reader *reader, bool has_one)
{
    struct certificate other = {0};
    if (!certificate_new(&other))
        return;
    char target[256];
    snprintf(target, sizeof target, "unix:%s", session_socket(suite->session));
    struct channel_options options = {.target = target,
                                      .server_pem = session_server_pem(suite->session),
                                      .client_pem = has_one ? other.pem : NULL,
                                      .client_key_pem = has_one ? other.key_pem : NULL};
    struct channel *channel = channel_new(&options);
    struct answer answer = channel_call(channel, "/tfplugin6.Provider/ReadResource", reader->bytes,
                                        reader->len, 2000);
    suite_check(suite, "any", has_one ? "another certificate is refused" : "no certificate is refused",
                "hostile", answer.status != 0 && answer.len == 0, answer.message);
    answer_free(&answer);
    channel_free(channel);
    certificate_free(&other);
}

/* A minute is longer than the server waits for a TLS handshake; other calls get responses all the time. */
static void wait_a_minute(struct suite *suite, const struct reader *reader, const int *peers, size_t count)
{
    int64_t end_ms = process_now_ms() + SILENCE_MS;
    size_t calls = 0, failed = 0, left = 0;
    while (process_now_ms() < end_ms) {
        failed += !reader_call(reader);
        calls++;
        poll(NULL, 0, LOOK_MS);
    }
    suite_check(suite, "any", "has no effect on other calls", "a minute of silence", failed == 0, "");
    for (size_t i = 0; i < count; i++) {
        char bytes[512];
        ssize_t got = 1;
        while (got > 0)
            got = recv(peers[i], bytes, sizeof bytes, MSG_DONTWAIT);
        left += got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    }
    printf("# %zu unknown clients, %zu of them still connected after a minute; %zu calls got responses "
           "meanwhile\n",
           count, left, calls - failed);
    suite_check(suite, "any", "a client that sends nothing for a minute is disconnected", "hostile",
                left == 0, "");
}

void hostile_run(struct suite *suite)
{
    struct reader reader;
    if (!reader_begin(suite, &reader))
        return;
    int peers[GREETINGS * ROUNDS];
    size_t count = 0;
    for (size_t round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < GREETINGS; i++) {
            int peer = connect_raw(suite);
            suite_check(suite, "any", "an unknown client can connect", greetings[i].name, peer >= 0, "");
            if (peer < 0)
                continue;
            if (greetings[i].len > 0 && send(peer, greetings[i].bytes, greetings[i].len, MSG_NOSIGNAL) < 0)
                suite_check(suite, "any", "an unknown client can connect", greetings[i].name, true, "");
            peers[count++] = peer; /* they stay, and send no more */
            suite_check(suite, "any", "has no effect on other calls", greetings[i].name, reader_call(&reader),
                        "");
        }
        check_certificate(suite, &reader, round % 2 == 0);
        suite_check(suite, "any", "has no effect on other calls", "certificates", reader_call(&reader), "");
    }
    for (size_t i = 0; i < count; i++) {
        /* The server sends them an alert or closes the connection, but never a response. */
        char bytes[512];
        ssize_t got = recv(peers[i], bytes, sizeof bytes, MSG_DONTWAIT);
        suite_check(suite, "any", "unknown clients get no response", greetings[i % GREETINGS].name,
                    got < 100 && (got <= 0 || bytes[0] == 0x15), "");
    }
    if (suite->is_slow)
        wait_a_minute(suite, &reader, peers, count);
    for (size_t i = 0; i < count; i++)
        close(peers[i]);
    suite_check(suite, "any", "has no effect on other calls", "all of them are disconnected",
                reader_call(&reader), "");
    reader_end(&reader);
}
