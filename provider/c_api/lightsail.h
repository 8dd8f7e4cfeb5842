/*
 * lightsail.h — liblightsail: the operations of quants-infra for programs in C (and, by `extern "C"`, C++). Knows plain
 * C types alone; must not include anything of the project.
 *
 * Version 1 of the interface: functions and members are added at the end, never changed. Every call blocks until AWS has
 * done it, sends nothing twice when an answer gets lost, and answers false with `error` filled (NULL: nobody asks). One
 * manager serves many threads at once. Link with -llightsail -ljansson -lcrypto -lpthread -lm -ldl; libcurl is loaded
 * when the first request is sent.
 */
#ifndef LIGHTSAIL_H
#define LIGHTSAIL_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LIGHTSAIL_API_VERSION 1

struct lightsail_error {
    char text[1024];     /* one sentence */
    char hint[512];      /* what to do; may be empty */
    char operation[64];  /* "OpenInstancePublicPorts"; empty when AWS was not asked */
    char code[96];       /* AWS's code: "NotFoundException"; empty when AWS did not refuse */
    char request_id[80]; /* for AWS's support; may be empty */
    bool not_found;      /* what was named does not exist */
    bool maybe_done;     /* the change may have happened all the same: look before repeating it */
};

/* Members that are NULL or 0 leave it to the environment and the profile files, as every AWS tool does. */
struct lightsail_options {
    const char *region;   /* "ap-northeast-1" */
    const char *profile;  /* of ~/.aws/config */
    const char *endpoint; /* "http://127.0.0.1:4566" */
    long timeout_ms;      /* of each call; 0: ten minutes */
};

/* An account's Lightsail in one region. */
struct lightsail;

/* Sends nothing. `options` may be NULL. NULL on an error (no region, no credentials). The caller closes it. */
struct lightsail *lightsail_open(const struct lightsail_options *options, struct lightsail_error *error);
/* When no call runs any more; NULL is allowed. */
void lightsail_close(struct lightsail *manager);

/* ---- instances ---- */

/* Texts are empty, never NULL, when AWS does not tell them. */
struct lightsail_instance {
    const char *name, *state, *public_ip, *private_ip, *availability_zone, *bundle_id, *blueprint_id,
        *username, *arn;
};
struct lightsail_instances {
    struct lightsail_instance *items;
    size_t count;
    void *memory; /* of the library */
};
/* All instances of the region, every page. The caller frees them with lightsail_free_instances. GetInstances. */
bool lightsail_list_instances(struct lightsail *manager, struct lightsail_instances *ret_instances,
                              struct lightsail_error *error);
void lightsail_free_instances(struct lightsail_instances *instances);

struct lightsail_tag {
    const char *key, *value; /* value may be NULL */
};
struct lightsail_new_instance {
    const char *name;
    const char *bundle_id;         /* NULL: "small_3_0" */
    const char *blueprint_id;      /* NULL: "ubuntu_22_04" */
    const char *availability_zone; /* NULL: the region's first */
    const char *key_pair_name;     /* NULL: the region's default key pair */
    const char *user_data;         /* NULL: none */
    const struct lightsail_tag *tags;
    size_t tag_count;
};
/* Waits until it runs and has its address. CreateInstances. */
bool lightsail_create_instance(struct lightsail *manager, const struct lightsail_new_instance *wanted,
                               struct lightsail_error *error);
/* Waits until it is gone; its static IP is kept. DeleteInstance. */
bool lightsail_destroy_instance(struct lightsail *manager, const char *name, struct lightsail_error *error);
/* Wait until it runs, is stopped, runs again. StartInstance, StopInstance, RebootInstance. */
bool lightsail_start_instance(struct lightsail *manager, const char *name, struct lightsail_error *error);
bool lightsail_stop_instance(struct lightsail *manager, const char *name, struct lightsail_error *error);
bool lightsail_reboot_instance(struct lightsail *manager, const char *name, struct lightsail_error *error);

/* ---- firewall ---- */

struct lightsail_port {
    const char *protocol;     /* "tcp", "udp", "icmp", "icmpv6", "all" */
    int from_port, to_port;   /* for icmp: type and code, -1 for any */
    const char *const *cidrs; /* IPv4 and IPv6 ranges, NULL at the end; NULL or empty: everybody */
};
/*
 * One request for each port, in order; an error leaves those before it open, and the call can be repeated.
 * OpenInstancePublicPorts, CloseInstancePublicPorts.
 */
bool lightsail_open_instance_ports(struct lightsail *manager, const char *name,
                                   const struct lightsail_port *ports, size_t port_count,
                                   struct lightsail_error *error);
bool lightsail_close_instance_ports(struct lightsail *manager, const char *name,
                                    const struct lightsail_port *ports, size_t port_count,
                                    struct lightsail_error *error);

#ifdef __cplusplus
}
#endif

#endif
