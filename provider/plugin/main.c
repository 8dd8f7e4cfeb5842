/*
 * main.c — connects the parts: environment, registry, engine, server. Knows every part and the order of start
 * and end; must not know what any of them does.
 */
#include <malloc.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "gen/registry.h"
#include "plugin/crash.h"
#include "plugin/handshake.h"
#include "plugin/lifeline.h"
#include "plugin/server.h"
#include "plugin/services.h"
#include "plugin/socket.h"
#include "plugin/tls.h"
#include "plugin/wire_saved_plan.h"

/* Terraform runs ten operations at a time by default; users set up to several hundred. */
enum { MAX_WORKERS = 256, WORKER_IDLE_MS = 10 * 1000 };

/*
 * How long calls may continue after a signal or the end of the client. All waits are interrupted, so this is
 * the rest of one request to the service. A second signal ends the process at once.
 */
enum { SIGNAL_TIMEOUT_MS = 60 * 1000 };

struct process {
    struct arena *mem;
    struct handshake_environment environment;
    bool is_debug;
    struct services services;
    struct server *server;
    struct lifeline *lifeline;
    struct socket_place place;
    struct tls_start *tls; /* NULL: plaintext */
    int out;               /* descriptor of the handshake line */
};

static void stop_calls(void *context)
{
    struct services *services = context;
    runtime_stop(services->runtime);
}

static void end(void *context, const char *reason, int count)
{
    struct process *process = context;
    LOG(LOG_INFO, "ending", LOG_TEXT(LOG_KEY_ERROR, str_c(reason)));
    server_stop(process->server, count > 1 ? 0 : SIGNAL_TIMEOUT_MS);
}

/*
 * A unix socket if possible; otherwise TCP on loopback, in the client's port range, when no directory can
 * hold a socket.
 */
static bool listen_tcp(struct process *process, const struct tls_identity *identity, struct str *ret_address,
                       struct err *err)
{
    int64_t first = process->environment.min_port, last = process->environment.max_port;
    if (first == 0 || last < first)
        first = last = 0;
    for (int64_t wanted = first; wanted <= last; wanted++) {
        int port;
        struct str address = str_printf(process->mem, "127.0.0.1:%lld", (long long)wanted);
        if (!server_listen(process->server, address.data, identity, &port, err))
            continue;
        *ret_address = str_printf(process->mem, "127.0.0.1:%d", port);
        return true;
    }
    return false;
}

static bool listen_unix(struct process *process, const struct tls_identity *identity, struct err *err)
{
    const struct handshake_environment *environment = &process->environment;
    TRY(socket_place_new(environment->socket_directory, environment->temporary_directory, &process->place,
                         err));
    crash_set_socket(&process->place);
    struct str address = str_printf(process->mem, "unix:%s", process->place.path);
    mode_t before = socket_begin_private();
    bool listens = server_listen(process->server, address.data, identity, NULL, err);
    socket_end_private(before);
    return listens;
}

static bool serve(struct process *process, bool *ret_all_done, struct err *err)
{
    struct tls_identity identity, *tls = NULL;
    if (process->tls != NULL) {
        tls = &identity;
        TRY(tls_wait(process->mem, process->tls, tls, err));
    }
    const char *network = "unix";
    struct str address = {NULL, 0};
    if (listen_unix(process, tls, err)) {
        TRY(socket_place_share(&process->place, process->environment.socket_group, err));
        address = str_c(process->place.path);
    } else {
        LOG(LOG_WARN, "cannot create a unix socket; listening on loopback",
            LOG_TEXT(LOG_KEY_ERROR, str_c(err->text)));
        network = "tcp";
        TRY(listen_tcp(process, tls, &address, err));
    }
    server_start(process->server);
    handshake_write(process->out, process->is_debug
                                      ? handshake_reattach_text(process->mem, network, address, getpid())
                                      : handshake_line(process->mem, network, address,
                                                       tls != NULL ? tls->handshake_text : STR(""),
                                                       process->environment.wants_multiplex_field));
    TRY(lifeline_new(process->mem, !process->is_debug, end, process, &process->lifeline, err));
    *ret_all_done = server_run(process->server);
    lifeline_free(process->lifeline);
    return true;
}

static void read_saved_plan(struct runtime *runtime)
{
    struct arena *mem = arena_new();
    const struct saved_creation *creations;
    size_t count = saved_plan_read(mem, &creations);
    runtime_applies(runtime, creations, count);
    arena_free(mem);
}

/* From the start of the first thread to the end of the last one. */
static int run(struct process *process)
{
    bool has_tls = !process->is_debug && process->environment.client_pem.len > 0;
    process->tls = has_tls ? tls_start(process->environment.client_pem) : NULL;
    struct runtime *runtime = runtime_new(&registry);
    read_saved_plan(runtime);
    services_init(&process->services, runtime);
    process->server = server_new(&(struct server_options){
        .methods = services_methods,
        .method_count = services_method_count,
        .context = &process->services,
        .stop = stop_calls,
        .end_with_client = !process->is_debug,
        .max_workers = MAX_WORKERS,
        .worker_idle_ms = WORKER_IDLE_MS,
    });
    if (has_tls)
        tls_warm_up();
    struct err err;
    bool all_done = true;
    bool served = serve(process, &all_done, &err);
    crash_set_socket(NULL);
    socket_place_remove(&process->place);
    if (!all_done) {
        LOG(LOG_WARN, "calls are still running; leaving without waiting for them");
        _exit(EXIT_FAILURE);
    }
    if (!served) {
        LOG(LOG_ERROR, "cannot serve", LOG_TEXT(LOG_KEY_ERROR, str_c(err.text)));
        fprintf(stderr, "terraform-provider-lightsail: %s\n", err.text);
    }
    int status = served ? EXIT_SUCCESS : EXIT_FAILURE;
    /*
     * Every call has ended, the socket is removed, and the kernel has all written data. Terraform waits for
     * the end of this process at each of its three starts. gRPC would need some milliseconds to join its
     * threads (and up to ten seconds when a write had to wait shortly before), only to free memory that the
     * kernel frees anyway.
     */
    if (!process->environment.frees_all)
        _exit(status);
    server_free(process->server);
    services_release(&process->services);
    runtime_free(runtime);
    return status;
}

/* The options of a user. True: the text was printed, leave with `ret_status`. */
static bool handle_options(int argc, char **argv, bool *ret_is_debug, int *ret_status)
{
    const char *flag = argc > 1 ? argv[1] : "";
    if (strncmp(flag, "--", 2) == 0)
        flag++;
    *ret_status = EXIT_SUCCESS;
    if (strcmp(flag, "-debug") == 0) {
        *ret_is_debug = true;
    } else if (strcmp(flag, "-version") == 0) {
        handshake_write(STDOUT_FILENO, handshake_version_text());
        return true;
    } else if (strcmp(flag, "-help") == 0 || strcmp(flag, "-h") == 0) {
        handshake_write(STDOUT_FILENO, handshake_help_text());
        return true;
    } else if (flag[0] != '\0') {
        handshake_write(STDERR_FILENO, handshake_help_text());
        *ret_status = EXIT_FAILURE;
        return true;
    }
    return false;
}

/*
 * Each heap that the C library creates for a thread keeps its largest size. Two heaps are enough for threads
 * that mostly wait: an apply of a hundred instances takes 22 MiB instead of 28.
 */
enum { HEAPS = 2 };

int main(int argc, char **argv)
{
    int status;
    mallopt(M_ARENA_MAX, HEAPS);
    struct process process = {.is_debug = false, .out = STDOUT_FILENO};
    if (handle_options(argc, argv, &process.is_debug, &status))
        return status;

    process.mem = arena_new();
    handshake_read_environment(process.mem, &process.environment);
    if (!process.environment.has_cookie && !process.is_debug) {
        handshake_write(STDERR_FILENO, handshake_by_hand_text());
        arena_free(process.mem);
        return EXIT_FAILURE;
    }
    log_init("provider.lightsail");
    crash_install();
    tls_init();
    lifeline_set_signals(process.is_debug);
    if (!process.environment.offers_our_version && !process.is_debug)
        LOG(LOG_WARN, "the client does not support plugin protocol 6");

    struct err err;
    if (!process.is_debug && !handshake_take_stdout(&process.out, &err)) {
        fprintf(stderr, "terraform-provider-lightsail: %s\n", err.text);
        status = EXIT_FAILURE;
    } else {
        status = run(&process);
    }
    arena_free(process.mem);
    return status;
}
