/*
 * schema.c — milliseconds from starting the provider to the response of GetProviderSchema, over the same kind
 * of connection as Terraform's. Knows the handshake; must not know the content of the schema.
 *
 * Usage: schema warm|cold COUNT PROVIDER   prints the median, in milliseconds with three decimals
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../client/certificate.h"
#include "../client/channel.h"
#include "../client/process.h"
#include "measure.h"

enum { TIMEOUT_MS = 10 * 1000 };

static void leave(const char *why)
{
    fprintf(stderr, "schema: %s\n", why);
    exit(1);
}

static double ask_once(const char *program, const struct certificate *own)
{
    struct process_options options = {.program = program, .client_pem = own->pem};
    struct process process;
    double began = measure_now_ms();
    if (!process_start(&options, &process) || !process_read_handshake(&process, TIMEOUT_MS) ||
        process.field_count < 6)
        leave("no handshake");
    char target[512];
    snprintf(target, sizeof target, "unix:%s", process.fields[3]);
    char *server_pem = certificate_from_handshake(process.fields[5]);
    struct channel *channel = channel_new(&(struct channel_options){
        .target = target, .server_pem = server_pem, .client_pem = own->pem, .client_key_pem = own->key_pem});
    struct answer answer = channel_call(channel, "/tfplugin6.Provider/GetProviderSchema", "", 0, TIMEOUT_MS);
    double took = measure_now_ms() - began;
    if (answer.status != 0 || answer.len == 0)
        leave("no schema");
    answer_free(&answer);
    channel_free(channel);
    free(server_pem);
    process_stop(&process);
    return took;
}

int main(int argc, char **argv)
{
    enum { MAX_COUNT = 1000 };
    static double took[MAX_COUNT];
    long count = argc > 3 ? strtol(argv[2], NULL, 10) : 0;
    struct certificate own;
    if (count < 1 || count > MAX_COUNT) {
        fprintf(stderr, "usage: schema warm|cold COUNT PROVIDER\n");
        return 2;
    }
    if (!certificate_new(&own))
        leave("no certificate");
    bool is_cold = strcmp(argv[1], "cold") == 0;
    for (long i = 0; i < count; i++) {
        if (is_cold)
            measure_make_cold(argv[3]);
        took[i] = ask_once(argv[3], &own);
    }
    measure_print_median(took, (size_t)count);
    certificate_free(&own);
    return 0;
}
