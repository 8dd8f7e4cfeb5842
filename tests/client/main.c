/*
 * main.c — protocol-client: starts a plugin as Terraform does and runs the steps of the arguments, with a
 * line of output per step. Knows the steps; the tests know the expected output.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client.h"
#include "tfplugin6.pb-c.h"

static const char usage[] =
    "usage: protocol-client [option]... PROGRAM STEP...\n"
    "  --env NAME=VALUE, --unset NAME   environment of the plugin\n"
    "  --identity own|other|none        the client certificate to connect with (default: own, the one in the "
    "environment)\n"
    "  --no-tls                         no PLUGIN_CLIENT_CERT: the plugin serves plaintext\n"
    "  --plaintext                      connect in plaintext, whatever the plugin does\n"
    "  --stderr FILE                    where the plugin's stderr goes\n"
    "  --wrap WORDS                     put in front of the program\n"
    "  --timeout MS                     bound of everything (60000)\n"
    "steps, each one argument:\n"
    "  line                  the handshake line\n"
    "  fields                its parts by name\n"
    "  pid                   the plugin's process id\n"
    "  call PATH [HEX]       a unary call\n"
    "  repeat COUNT PATH     the same call many times; the first response that differs is an error\n"
    "  stdio, broker         open go-plugin's streams\n"
    "  upgrade TYPE JSON-FILE OUT-FILE    UpgradeResourceState of version 0; the MessagePack goes to "
    "OUT-FILE\n"
    "  save FOLDER           client.pem, client.key, server.pem\n"
    "  signal NUMBER         to the plugin\n"
    "  drop                  close the connection without a word\n"
    "  shutdown              GRPCController.Shutdown, and wait for the end\n"
    "  wait                  for the end\n"
    "  hold                  sleep until killed\n";

struct channel *client_channel(struct client *client)
{
    if (client->channel == NULL) {
        struct channel_options options = {.target = client->target};
        if (!client->plaintext && client->server_pem != NULL) {
            const struct certificate *shown = strcmp(client->identity, "none") == 0    ? NULL
                                              : strcmp(client->identity, "other") == 0 ? &client->other
                                                                                       : &client->own;
            options.server_pem = client->server_pem;
            options.client_pem = shown != NULL ? shown->pem : NULL;
            options.client_key_pem = shown != NULL ? shown->key_pem : NULL;
        }
        client->channel = channel_new(&options);
    }
    return client->channel;
}

static size_t from_hex(const char *hex, uint8_t *bytes, size_t size)
{
    size_t len = 0;
    unsigned value;
    while (len < size && sscanf(hex + 2 * len, "%2x", &value) == 1)
        bytes[len++] = (uint8_t)value;
    return len;
}

static bool step_fields(struct client *client)
{
    static const char *const names[] = {"core",     "app",         "network",  "address",
                                        "protocol", "certificate", "multiplex"};
    for (size_t i = 0; i < client->process.field_count && i < sizeof names / sizeof names[0]; i++)
        printf("%s=%s\n", names[i], client->process.fields[i]);
    printf("certificate_is_valid=%s\n", client->server_pem != NULL ? "yes" : "no");
    return true;
}

static bool step_call(struct client *client, const char *path, const char *hex)
{
    uint8_t bytes[4096];
    size_t len = hex != NULL ? from_hex(hex, bytes, sizeof bytes) : 0;
    struct answer answer = channel_call(client_channel(client), path, bytes, len, client->timeout_ms);
    printf("call %s status=%d bytes=%zu ms=%lld message=%s\n", path, answer.status, answer.len,
           (long long)answer.took_ms, answer.message);
    answer_free(&answer);
    return true;
}

static bool step_repeat(struct client *client, long count, const char *path)
{
    int first = -1;
    int64_t longest_ms = 0;
    for (long i = 0; i < count; i++) {
        struct answer answer = channel_call(client_channel(client), path, "", 0, client->timeout_ms);
        if (answer.took_ms > longest_ms)
            longest_ms = answer.took_ms;
        int status = answer.status;
        answer_free(&answer);
        if (first == -1)
            first = status;
        if (status != first) {
            printf("repeat %s status=%d then status=%d\n", path, first, status);
            return false;
        }
    }
    printf("repeat %s count=%ld status=%d longest_ms=%lld\n", path, count, first, (long long)longest_ms);
    return true;
}

static uint8_t *read_file(const char *path, size_t *ret_len)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return NULL;
    }
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    uint8_t *bytes = malloc((size_t)size + 1);
    *ret_len = fread(bytes, 1, (size_t)size, file);
    fclose(file);
    return bytes;
}

static bool write_file(const char *path, const void *bytes, size_t len)
{
    FILE *file = fopen(path, "wb");
    bool done = file != NULL && fwrite(bytes, 1, len, file) == len;
    if (file != NULL && fclose(file) != 0)
        done = false;
    if (!done)
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
    return done;
}

static bool step_upgrade(struct client *client, char *type_name, const char *in_path, const char *out_path)
{
    Tfplugin6__UpgradeResourceState__Request request;
    Tfplugin6__RawState raw;
    tfplugin6__upgrade_resource_state__request__init(&request);
    tfplugin6__raw_state__init(&raw);
    request.type_name = type_name;
    request.raw_state = &raw;
    raw.json.data = read_file(in_path, &raw.json.len);
    if (raw.json.data == NULL)
        return false;
    size_t len = protobuf_c_message_get_packed_size(&request.base);
    uint8_t *bytes = malloc(len);
    protobuf_c_message_pack(&request.base, bytes);
    struct answer answer = channel_call(client_channel(client), "/tfplugin6.Provider/UpgradeResourceState",
                                        bytes, len, client->timeout_ms);
    free(bytes);
    free(raw.json.data);

    bool done = false;
    Tfplugin6__UpgradeResourceState__Response *response = (Tfplugin6__UpgradeResourceState__Response *)
        protobuf_c_message_unpack(&tfplugin6__upgrade_resource_state__response__descriptor, NULL, answer.len,
                                  answer.bytes);
    if (answer.status == 0 && response != NULL) {
        size_t state_len = response->upgraded_state != NULL ? response->upgraded_state->msgpack.len : 0;
        printf("upgrade %s diagnostics=%zu state_bytes=%zu\n", type_name, response->n_diagnostics, state_len);
        for (size_t i = 0; i < response->n_diagnostics; i++)
            printf("diagnostic severity=%d summary=%s detail=%s\n", (int)response->diagnostics[i]->severity,
                   response->diagnostics[i]->summary, response->diagnostics[i]->detail);
        done = state_len == 0 || write_file(out_path, response->upgraded_state->msgpack.data, state_len);
    } else {
        printf("upgrade %s status=%d message=%s\n", type_name, answer.status, answer.message);
    }
    if (response != NULL)
        protobuf_c_message_free_unpacked(&response->base, NULL);
    answer_free(&answer);
    return done;
}

static bool step_save(struct client *client, const char *folder)
{
    const struct {
        const char *name, *text;
    } files[] = {
        {"client.pem", client->own.pem},
        {"client.key", client->own.key_pem},
        {"server.pem", client->server_pem != NULL ? client->server_pem : ""},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char path[1024];
        snprintf(path, sizeof path, "%s/%s", folder, files[i].name);
        if (!write_file(path, files[i].text, strlen(files[i].text)))
            return false;
    }
    return true;
}

static void drop(struct client *client)
{
    if (client->channel != NULL)
        channel_free(client->channel);
    client->channel = NULL;
}

static bool step_wait(struct client *client)
{
    int64_t start_ms = process_now_ms();
    if (!process_wait(&client->process, client->timeout_ms)) {
        printf("exit none after_ms=%lld\n", (long long)(process_now_ms() - start_ms));
        return false;
    }
    printf("exit status=%d after_ms=%lld later_stdout_bytes=%zu\n", client->process.status,
           (long long)(process_now_ms() - start_ms), client->process.later_bytes);
    return true;
}

static bool run_step(struct client *client, char *step)
{
    enum { MAX_WORDS = 8 };
    char *words[MAX_WORDS] = {NULL};
    size_t count = 0;
    for (char *word = strtok(step, " "); word != NULL && count < MAX_WORDS; word = strtok(NULL, " "))
        words[count++] = word;
    const char *name = count > 0 ? words[0] : "";

    if (strcmp(name, "line") == 0)
        return printf("%s\n", client->process.line) > 0;
    if (strcmp(name, "fields") == 0)
        return step_fields(client);
    if (strcmp(name, "pid") == 0)
        return printf("pid=%ld\n", (long)client->process.pid) > 0;
    if (strcmp(name, "call") == 0 && count >= 2)
        return step_call(client, words[1], words[2]);
    if (strcmp(name, "repeat") == 0 && count == 3)
        return step_repeat(client, strtol(words[1], NULL, 10), words[2]);
    if (strcmp(name, "upgrade") == 0 && count == 4)
        return step_upgrade(client, words[1], words[2], words[3]);
    if (strcmp(name, "save") == 0 && count == 2)
        return step_save(client, words[1]);
    if (strcmp(name, "signal") == 0 && count == 2)
        return kill(client->process.pid, (int)strtol(words[1], NULL, 10)) == 0;
    if (strcmp(name, "stdio") == 0) {
        channel_open_stream(client_channel(client), "/plugin.GRPCStdio/StreamStdio", true);
        return true;
    }
    if (strcmp(name, "broker") == 0) {
        channel_open_stream(client_channel(client), "/plugin.GRPCBroker/StartStream", false);
        return true;
    }
    if (strcmp(name, "drop") == 0) {
        drop(client);
        return true;
    }
    if (strcmp(name, "shutdown") == 0) {
        char path[] = "/plugin.GRPCController/Shutdown";
        return step_call(client, path, NULL) && step_wait(client);
    }
    if (strcmp(name, "wait") == 0)
        return step_wait(client);
    if (strcmp(name, "hold") == 0) {
        for (;;)
            pause();
    }
    bool done;
    if (count > 0 &&
        (provider_step(client, words, count, &done) || resource_step(client, words, count, &done)))
        return done;
    fprintf(stderr, "unknown step: %s\n%s%s%s", name, usage, provider_usage, resource_usage);
    return false;
}

/* The number of arguments used, or -1. */
static int read_options(struct client *client, int argc, char **argv)
{
    int at = 1;
    for (; at < argc && strncmp(argv[at], "--", 2) == 0; at++) {
        const char *option = argv[at];
        if (strcmp(option, "--no-tls") == 0) {
            client->no_tls = true;
            continue;
        }
        if (strcmp(option, "--plaintext") == 0) {
            client->plaintext = true;
            continue;
        }
        if (++at >= argc)
            return -1;
        struct process_options *process = &client->process_options;
        if (strcmp(option, "--env") == 0 && process->set_count < PROCESS_MAX_VARIABLES) {
            process->set[process->set_count++] = argv[at];
        } else if (strcmp(option, "--unset") == 0 && process->unset_count < PROCESS_MAX_VARIABLES) {
            process->unset[process->unset_count++] = argv[at];
        } else if (strcmp(option, "--identity") == 0) {
            client->identity = argv[at];
        } else if (strcmp(option, "--stderr") == 0) {
            process->stderr_path = argv[at];
        } else if (strcmp(option, "--timeout") == 0) {
            client->timeout_ms = strtol(argv[at], NULL, 10);
        } else if (strcmp(option, "--wrap") == 0) {
            size_t count = 0;
            for (char *word = strtok(argv[at], " "); word != NULL && count + 1 < PROCESS_MAX_WORDS;
                 word = strtok(NULL, " "))
                process->wrapper[count++] = word;
        } else {
            return -1;
        }
    }
    return at < argc ? at : -1;
}

static bool begin(struct client *client)
{
    if (!certificate_new(&client->own) || !certificate_new(&client->other)) {
        fprintf(stderr, "cannot make a certificate\n");
        return false;
    }
    client->process_options.client_pem = client->no_tls ? NULL : client->own.pem;
    if (!process_start(&client->process_options, &client->process))
        return false;
    if (!process_read_handshake(&client->process, client->timeout_ms)) {
        printf("handshake none line=%s\n", client->process.line);
        step_wait(client);
        return false;
    }
    const char *network = client->process.fields[2], *address = client->process.fields[3];
    snprintf(client->target, sizeof client->target, "%s%s", strcmp(network, "unix") == 0 ? "unix:" : "",
             address);
    if (client->process.field_count > 5)
        client->server_pem = certificate_from_handshake(client->process.fields[5]);
    return true;
}

int main(int argc, char **argv)
{
    struct client client = {.identity = "own", .timeout_ms = 60 * 1000};
    int at = read_options(&client, argc, argv);
    if (at < 0) {
        fprintf(stderr, "%s%s%s", usage, provider_usage, resource_usage);
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    setvbuf(stdout, NULL, _IOLBF, 0);
    client.process_options.program = argv[at++];
    bool done = begin(&client);
    for (; done && at < argc; at++)
        done = run_step(&client, argv[at]);
    drop(&client);
    if (client.process.pid > 0)
        process_stop(&client.process);
    certificate_free(&client.own);
    certificate_free(&client.other);
    resource_forget(&client);
    free(client.server_pem);
    return done ? 0 : 1;
}
