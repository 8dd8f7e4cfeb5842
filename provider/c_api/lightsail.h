/*
 * lightsail.h — liblightsail: the operations of quants-infra for programs in C (and, by `extern "C"`, C++).
 * Knows plain C types only; must not include headers of the project.
 *
 * Version 1 of the interface: functions and members are added at the end, never changed. Every call blocks
 * until AWS has completed it. After a lost response it reads the object before it sends a change again. On an
 * error it returns false and fills `error` (may be NULL). One manager may be used by several threads at once.
 * Link with -llightsail -ljansson -lcrypto -lpthread -lm -ldl; libcurl is loaded at the first request.
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
    char hint[512];      /* what to do next; may be empty */
    char operation[64];  /* "OpenInstancePublicPorts"; empty when no request was sent */
    char code[96];       /* AWS's code: "NotFoundException"; empty when AWS did not refuse the request */
    char request_id[80]; /* for AWS's support; may be empty */
    bool not_found;      /* the named object does not exist */
    bool maybe_done;     /* the change may have taken effect: read the object before you repeat it */
};

/* Members that are NULL or 0 are taken from the environment and the profile files, as in every AWS tool. */
struct lightsail_options {
    const char *region;   /* "ap-northeast-1" */
    const char *profile;  /* of ~/.aws/config */
    const char *endpoint; /* "http://127.0.0.1:4566" */
    long timeout_ms;      /* timeout of each call; 0: ten minutes */
};

/* Lightsail of one account in one region. */
struct lightsail;

/*
 * Sends no request. `options` may be NULL. Returns NULL on an error (no region, no credentials). The caller
 * closes it.
 */
struct lightsail *lightsail_open(const struct lightsail_options *options, struct lightsail_error *error);
/* Call it when no other call is running; NULL is allowed. */
void lightsail_close(struct lightsail *manager);

/* ---- instances ---- */

/* Texts are empty, never NULL, when AWS does not report them. */
struct lightsail_instance {
    const char *name, *state, *public_ip, *private_ip, *availability_zone, *bundle_id, *blueprint_id,
        *username, *arn;
};
struct lightsail_instances {
    struct lightsail_instance *items;
    size_t count;
    void *memory; /* owned by the library */
};
/*
 * All instances of the region, from all pages. The caller frees them with lightsail_free_instances.
 * GetInstances.
 */
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
/* Waits until the instance is running and has its address. CreateInstances. */
bool lightsail_create_instance(struct lightsail *manager, const struct lightsail_new_instance *wanted,
                               struct lightsail_error *error);
/* Waits until the instance is deleted; its static IP is kept. DeleteInstance. */
bool lightsail_destroy_instance(struct lightsail *manager, const char *name, struct lightsail_error *error);
/*
 * Wait until the instance is running, is stopped, is running again. StartInstance, StopInstance,
 * RebootInstance.
 */
bool lightsail_start_instance(struct lightsail *manager, const char *name, struct lightsail_error *error);
bool lightsail_stop_instance(struct lightsail *manager, const char *name, struct lightsail_error *error);
bool lightsail_reboot_instance(struct lightsail *manager, const char *name, struct lightsail_error *error);

/* ---- firewall ---- */

struct lightsail_port {
    const char *protocol;     /* "tcp", "udp", "icmp", "icmpv6", "all" */
    int from_port, to_port;   /* for icmp: type and code, -1 for any */
    const char *const *cidrs; /* IPv4 and IPv6 ranges, NULL at the end; NULL or empty: all addresses */
};
/*
 * One request for each port, in order. After an error the ports before it are changed, and the call can be
 * repeated. OpenInstancePublicPorts, CloseInstancePublicPorts.
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
