/*
 * main.c — the program: options, world, server, and waiting for the signal to end. It must not know how
 * requests are handled.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "api/access.h"
#include "clock.h"
#include "faults.h"
#include "history.h"
#include "issued.h"
#include "memory.h"
#include "options.h"
#include "requests.h"
#include "server.h"
#include "state.h"
#include "world.h"

static void end(int signal_number)
{
    (void)signal_number;
    clock_stop();
}

static void catch_signals(void)
{
    struct sigaction ending = {.sa_handler = end}, ignored = {.sa_handler = SIG_IGN};
    sigaction(SIGTERM, &ending, NULL);
    sigaction(SIGINT, &ending, NULL);
    sigaction(SIGPIPE, &ignored, NULL);
}

static bool set_faults(const struct options *options)
{
    for (size_t i = 0; i < options->fault_count; i++) {
        char *reason = NULL;
        if (faults_add_text(options->faults[i], &reason))
            continue;
        fprintf(stderr, "lightsail-sim: --fault %s\n", reason);
        free(reason);
        return false;
    }
    return true;
}

/* The port file is written atomically, and only when the port accepts connections. */
static bool announce(const struct options *options, uint16_t port)
{
    if (!options->port_file) {
        printf("lightsail-sim: listening on http://127.0.0.1:%u\n", port);
        fflush(stdout);
        return true;
    }
    char line[8];
    snprintf(line, sizeof line, "%u\n", port);
    return file_write_atomic(options->port_file, line, strlen(line));
}

static int serve(const struct options *options)
{
    if (!set_faults(options) || (options->state_file && !state_load(options->state_file)))
        return EXIT_FAILURE;
    struct server *server = server_start(options);
    if (!server)
        return EXIT_FAILURE;
    bool announced = announce(options, server_port(server));
    if (announced)
        clock_wait_for_stop();
    else
        clock_stop();
    server_stop(server);
    if (options->port_file)
        unlink(options->port_file);
    return announced ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    struct options options;
    enum options_result result = options_read(argc, argv, &options);
    int status = result == OPTIONS_DONE ? EXIT_SUCCESS : 2;
    if (result == OPTIONS_RUN) {
        clock_start(options.clock_offset_s);
        clock_set_latency(options.latency_ms);
        history_set_lag(&options.lag, clock_world_ms());
        catch_signals();
        if (options.end_with_parent)
            prctl(PR_SET_PDEATHSIG, SIGTERM);
        status = serve(&options);
    }
    world_clear();
    faults_clear();
    requests_clear();
    issued_clear();
    access_free();
    options_free(&options);
    return status;
}
