/*
 * source.h — where the keys will come from. Knows arguments, environment and profiles, and asks neither the
 * network nor another program; must not know how keys are fetched.
 *
 * Order, as in AWS's SDKs: the provider's arguments; the environment (not when the provider names a profile); the
 * profile's role; a web identity; the profile's keys, program and sign-in; the container; the machine's role. The
 * provider's roles are then taken on with what was found.
 */
#ifndef AWS_SOURCE_H
#define AWS_SOURCE_H

#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "aws/profile.h"
#include "aws/settings.h"
#include "aws/sso.h"

enum source_kind {
    SOURCE_KEYS,         /* they are in our hands */
    SOURCE_ROLE,         /* AssumeRole with the keys of `base` */
    SOURCE_WEB_IDENTITY, /* AssumeRoleWithWebIdentity with what `token_file` holds */
    SOURCE_PROCESS,      /* a program prints them */
    SOURCE_CONTAINER,    /* an address that the container's environment names */
    SOURCE_SIGN_IN,      /* IAM Identity Center, where somebody has signed in */
    SOURCE_METADATA,     /* the instance metadata service */
};

struct source {
    enum source_kind kind;
    struct str name;           /* "the environment", for messages */
    struct credentials keys;   /* SOURCE_KEYS */
    struct aws_role role;      /* SOURCE_ROLE, SOURCE_WEB_IDENTITY */
    const struct source *base; /* SOURCE_ROLE */
    struct str token_file;     /* SOURCE_WEB_IDENTITY */
    struct str command;        /* SOURCE_PROCESS */
    struct endpoint endpoint;  /* SOURCE_CONTAINER, SOURCE_METADATA, SOURCE_SIGN_IN: the portal */
    struct endpoint oidc;      /* SOURCE_SIGN_IN: who refreshes the sign-in */
    struct sso_role sign_in;   /* SOURCE_SIGN_IN */
    struct str tried; /* SOURCE_METADATA as the last resort: what was looked at before, for messages */
};

/*
 * The first source that somebody set up, in `mem`; secrets in it are wiped with `mem`. One that is only half set up
 * is an error: the next one may belong to another account. Errors: ERR_CREDENTIALS (nothing found, half set up, a
 * kind that cannot be used), ERR_USER (see profile.h).
 */
bool source_find(struct arena *mem, const struct aws_config *config, struct profiles *profiles,
                 struct source *ret_source, struct err *err) MUST_USE;

/* Whether the Security Token Service is needed. */
bool source_needs_sts(const struct source *source);

/* Adds what to do when no keys are found; returns false. */
bool source_hint(struct err *err);

#endif
