/*
 * settings.h — the configuration of a client, and the parameters of each call. Knows what users may set; must
 * not know the service.
 */
#ifndef AWS_SETTINGS_H
#define AWS_SETTINGS_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/str.h"

/* An operation of the service. */
struct aws_operation {
    const char *name;         /* "CreateInstances" */
    bool mutates, repeatable; /* repeatable: sending it twice has the same effect as sending it once */
};

struct aws_tag {
    struct str key, value;
};

/* A role to assume; none when its ARN is "". Source: AssumeRole of the Security Token Service. */
struct aws_role {
    struct str arn;
    struct str session_name; /* "": generated */
    struct str external_id, policy, source_identity;
    const struct str *policy_arns, *transitive_tag_keys;
    const struct aws_tag *tags;
    size_t policy_arn_count, transitive_tag_key_count, tag_count;
    int64_t duration_s; /* 0: the service's default, one hour */
};

/* A switch that arguments, environment or profile may set. */
enum aws_switch { AWS_NOT_GIVEN, AWS_ON, AWS_OFF };

/*
 * The configuration of a client. Empty texts mean "not given": then the environment and the profile files
 * decide. Files: NULL means AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, or those in ~/.aws. user_agent:
 * such as "terraform-provider-lightsail/0.1.0 Terraform/1.11.4"; the client appends what the environment
 * adds.
 */
struct aws_config {
    struct str region, profile, access_key, secret_key, token, endpoint;
    const struct str *config_files, *credentials_files;
    size_t config_file_count, credentials_file_count;
    int max_retries; /* 0: none; < 0: from AWS_MAX_ATTEMPTS, the profile's max_attempts, retry_mode */
    int64_t poll_interval_ms; /* <= 0: 2 s */
    /* How long a read may lag behind a write; < 0: no lag; 0: LIGHTSAIL_READ_LAG_MS, or 5 s. */
    int64_t read_lag_ms;
    /* "standard", "adaptive", "legacy"; "": AWS_RETRY_MODE, the profile's, else retries until the deadline. */
    struct str retry_mode;
    int most_requests_at_once; /* <= 0: no limit */
    struct str user_agent;
    const struct aws_role *roles; /* assumed one after the other, with the credentials of the source first */
    size_t role_count;
    enum aws_switch use_fips, use_dualstack;
    struct str ca_bundle; /* file of trusted certificates; "": AWS_CA_BUNDLE, the profile's, the system's */
    bool skip_credentials_check; /* missing or incomplete credentials are reported at the first call */
};

/* The parameters of one call: the arena of its results and its deadline. Neither is NULL. */
struct aws_scope {
    struct arena *mem;
    const struct deadline *deadline;
};

#endif
