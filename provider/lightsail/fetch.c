/*
 * fetch.c — from a source to its keys: asks files, programs, services. Knows what each kind of source takes; must
 * not know how long the keys are kept.
 */
#include "lightsail/fetch.h"

#include <errno.h>

#include "lightsail/metadata.h"
#include "lightsail/process.h"
#include "lightsail/secret_file.h"

enum { MOST_IDENTITY_BYTES = 64 * 1024 };

static bool from_role(const struct source *source, const struct sts *sts, struct ls_scope scope,
                      struct credentials *ret_credentials, struct err *err)
{
    struct arena *mem = arena_new();
    struct credentials base;
    bool ok = fetch_credentials(source->base, sts, (struct ls_scope){mem, scope.patience}, &base, err) &&
              sts_assume_role(sts, scope, &(struct sts_caller){.keys = &base}, &source->role, source->name,
                              ret_credentials, err);
    arena_free(mem);
    return ok;
}

static bool from_web_identity(const struct source *source, const struct sts *sts, struct ls_scope scope,
                              struct credentials *ret_credentials, struct err *err)
{
    struct arena *mem = arena_new();
    struct str token = {NULL, 0};
    bool ok = secret_file_read(mem, source->token_file, MOST_IDENTITY_BYTES, &token);
    token = str_trim(token);
    if (!ok)
        fail(err, ERR_CREDENTIALS, "the web identity in '%.*s' cannot be read: %s",
             STR_ARG(source->token_file), strerror(errno));
    else if (token.len == 0)
        ok = fail(err, ERR_CREDENTIALS, "the web identity's file '%.*s' is empty",
                  STR_ARG(source->token_file));
    else
        ok = sts_assume_role(sts, scope, &(struct sts_caller){.web_identity = token}, &source->role,
                             source->name, ret_credentials, err);
    arena_free(mem);
    return ok;
}

static bool from_process(const struct source *source, const struct sts *sts, struct ls_scope scope,
                         struct credentials *ret_credentials, struct err *err)
{
    struct arena *mem = arena_new();
    struct process_output output;
    bool ok = process_run(mem, source->command, PROCESS_TIME_LIMIT_MS, scope.patience, &output, err);
    if (!ok)
        fail_context(err, "%.*s", STR_ARG(source->name));
    else if (!credentials_from_json(scope.mem, output.out, CREDENTIALS_OF_PROCESS, source->name,
                                    clock_wall_ms() + atomic_load(sts->skew_ms), ret_credentials, err))
        ok = err->hint[0] != '\0' ? false : process_hint(mem, &output, err);
    arena_free(mem);
    return ok;
}

static bool from_metadata(const struct source *source, const struct sts *sts, struct ls_scope scope,
                          struct credentials *ret_credentials, struct err *err)
{
    const struct metadata metadata = {
        .asker = {sts->http, sts->user_agent, source->endpoint},
        .source = source->name,
        .skew_ms = atomic_load(sts->skew_ms),
    };
    if (source->kind == SOURCE_CONTAINER)
        return metadata_fetch_container(&metadata, scope, ret_credentials, err);
    bool here = false;
    if (metadata_fetch(&metadata, scope, &here, ret_credentials, err))
        return true;
    if (here || source->tried.len == 0 || err->kind == ERR_STOPPED || err->kind == ERR_TIMEOUT)
        return false;
    /* It was the last hope, and there is no such service: that is not a failure of the network. */
    struct err cause = *err;
    fail(err, ERR_CREDENTIALS, "no AWS credentials were found: tried %.*s, %.*s (%s)", STR_ARG(source->tried),
         STR_ARG(source->name), cause.text);
    source_hint(err);
    struct err advice = *err;
    return cause.hint[0] == '\0' ? false : fail_hint(err, "%s; %s", advice.hint, cause.hint);
}

bool fetch_credentials(const struct source *source, const struct sts *sts, struct ls_scope scope,
                       struct credentials *ret_credentials, struct err *err)
{
    switch (source->kind) {
    case SOURCE_KEYS:
        *ret_credentials = credentials_copy(scope.mem, &source->keys);
        return true;
    case SOURCE_ROLE:
        return from_role(source, sts, scope, ret_credentials, err);
    case SOURCE_WEB_IDENTITY:
        return from_web_identity(source, sts, scope, ret_credentials, err);
    case SOURCE_PROCESS:
        return from_process(source, sts, scope, ret_credentials, err);
    case SOURCE_SIGN_IN:
        return sso_fetch(&(struct sso){.portal = {sts->http, sts->user_agent, source->endpoint},
                                       .oidc = {sts->http, sts->user_agent, source->oidc},
                                       .source = source->name,
                                       .now_ms = clock_wall_ms() + atomic_load(sts->skew_ms)},
                         &source->sign_in, scope, ret_credentials, err);
    case SOURCE_CONTAINER:
    case SOURCE_METADATA:
        return from_metadata(source, sts, scope, ret_credentials, err);
    }
    return fail(err, ERR_INTERNAL, "the credentials have a source of no known kind");
}
