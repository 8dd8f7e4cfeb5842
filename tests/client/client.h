/*
 * client.h — a running plugin, and the connection to it: the data of the steps. Must not know which steps
 * there are.
 */
#ifndef CLIENT_CLIENT_H
#define CLIENT_CLIENT_H

#include "certificate.h"
#include "channel.h"
#include "process.h"

enum { CLIENT_MAX_PRIVATE_BYTES = 4096 };

struct bytes {
    uint8_t *data; /* malloc'ed */
    size_t len;
};

struct client {
    struct process_options process_options;
    const char *identity;
    bool plaintext, no_tls;
    int64_t timeout_ms;
    struct certificate own, other;
    struct process process;
    char *server_pem;
    char target[512];
    struct channel *channel;                        /* NULL until the first call */
    uint8_t private_data[CLIENT_MAX_PRIVATE_BYTES]; /* of the ephemeral resource that was opened last */
    size_t private_len;
    struct bytes state, state_private, resource_identity; /* of the last response about a managed resource */
};

/* Connects if there is no connection yet. */
struct channel *client_channel(struct client *client);

/*
 * The steps for lists, actions and ephemeral resources. False when `words[0]` is none of them; `ret_done`
 * says whether the call could be made at all (the plugin's response is printed in any case).
 */
bool provider_step(struct client *client, char **words, size_t count, bool *ret_done);
extern const char provider_usage[];

/* The same for the steps of managed resources. */
bool resource_step(struct client *client, char **words, size_t count, bool *ret_done);
extern const char resource_usage[];
void resource_forget(struct client *client);

#endif
