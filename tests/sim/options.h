/*
 * options.h — the command line: every option, its default, and the accepted credentials. It must not know how
 * the rest of the program uses them.
 */
#ifndef SIM_OPTIONS_H
#define SIM_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct access_key {
    char *id, *secret, *token; /* token is NULL for a long-term key */
};

/* The age of what a read shows, for each type of read, and how long a name stays taken after a deletion. */
struct lag {
    int64_t get_ms, list_ms, name_ms;
};

/* The registry of container images that a login names; each is NULL when no option sets it. */
struct registry {
    const char *address;
    char *user;
    const char *password;
    const char *folder; /* the root of its storage */
};

struct options {
    uint16_t port;             /* 0: the system chooses */
    const char *port_file;     /* NULL: none is written */
    const char *state_file;    /* NULL: the world lives in memory only */
    int64_t latency_ms;        /* before each response of the API */
    int64_t pending_ms;        /* pending -> running; the public address comes a quarter later */
    int64_t operation_ms;      /* NotStarted -> Started -> Succeeded */
    size_t page_size;          /* objects in one page of a list */
    double rate_limit;         /* requests per second, 0: no limit */
    double rate_burst;         /* maximum burst; 0: the requests of one second */
    struct lag lag;            /* the lag of reads, until /_sim/ changes it */
    int64_t clock_offset_s;    /* the simulator's clock is ahead of the machine's by this */
    const char *expired_token; /* a session token that has expired */
    int64_t token_lifetime_s;  /* of temporary credentials; 0: as requested, or the service's default */
    const char *web_identity_token, *container_token, *portal_token; /* the accepted credentials */
    const char *refresh_token; /* the refresh token that CreateToken accepts first */
    struct registry registry;
    const char *tls_file;  /* certificate and key in PEM: https instead of http; NULL: plain */
    bool end_with_parent;  /* SIGTERM when the parent process ends */
    bool all_as_minus_one; /* protocol "all" is returned as "-1" */
    struct access_key *keys;
    size_t key_count;
    const char **faults; /* --fault, in order, unparsed */
    size_t fault_count;
};

enum options_result { OPTIONS_RUN, OPTIONS_DONE, OPTIONS_WRONG };

/*
 * Parses the command line. --help and --version print and return OPTIONS_DONE; an error is explained on
 * stderr.
 */
enum options_result options_read(int argc, char **argv, struct options *ret);

void options_free(struct options *options);

#endif
