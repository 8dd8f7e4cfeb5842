/*
 * options.h — the command line: every switch, its default, and who may sign requests.
 * It must not know what the rest of the program does with them.
 */
#ifndef SIM_OPTIONS_H
#define SIM_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct access_key {
    char *id, *secret, *token; /* token is NULL for a long-term key */
};

/* How long ago what a read shows was so, each kind by itself, and how long a name stays taken after a deletion. */
struct lag {
    int64_t get_ms, list_ms, name_ms;
};

struct options {
    uint16_t port;             /* 0: the system chooses */
    const char *port_file;     /* NULL: none is written */
    const char *state_file;    /* NULL: the world lives in memory only */
    int64_t latency_ms;        /* before each answer of the API */
    int64_t pending_ms;        /* pending -> running; the public address comes a quarter later */
    int64_t operation_ms;      /* NotStarted -> Started -> Succeeded */
    size_t page_size;          /* things in one page of a list */
    double rate_limit;         /* requests per second, 0 is without limit */
    double rate_burst;         /* so many at once; 0: one second's worth */
    struct lag lag;            /* how late reads are, until the side door says otherwise */
    int64_t clock_offset_s;    /* the simulator's clock is ahead of the machine's by this */
    const char *expired_token; /* a session token whose time is over */
    int64_t token_lifetime_s;  /* of temporary credentials; 0: as asked for, or the service's own */
    const char *web_identity_token, *container_token, *portal_token; /* the ones that are accepted */
    const char *refresh_token;                                       /* the first that CreateToken accepts */
    const char *tls_file;  /* certificate and key in PEM: https instead of http; NULL: plain */
    bool end_with_parent;  /* SIGTERM when the process that started us goes */
    bool all_as_minus_one; /* protocol "all" is answered as "-1" */
    struct access_key *keys;
    size_t key_count;
    const char **faults; /* --fault, in order, unparsed */
    size_t fault_count;
};

enum options_result { OPTIONS_RUN, OPTIONS_DONE, OPTIONS_WRONG };

/* Reads the command line. --help and --version print and give OPTIONS_DONE; a mistake is explained on stderr. */
enum options_result options_read(int argc, char **argv, struct options *ret);

void options_free(struct options *options);

#endif
