/*
 * fakes.h — a client with a scripted HTTP transport. Knows the functions that replace parts of a client; must
 * not know what a test proves.
 */
#ifndef TESTS_UNIT_LIGHTSAIL_FAKES_H
#define TESTS_UNIT_LIGHTSAIL_FAKES_H

#include "lightsail/client_parts.h"

#include "../aws/fake_http.h"

/* The objects of one test. */
struct fixture {
    struct arena *mem;
    struct ls_client *client;
    struct fake fake;
    struct deadline deadline;
    struct err err;
};

static inline struct aws_scope scope_of_test(struct fixture *f)
{
    return (struct aws_scope){f->mem, &f->deadline};
}

static inline void fixture_begin(struct fixture *f, const struct aws_config *config,
                                 const struct fake_response *answers, size_t count)
{
    *f = (struct fixture){.mem = arena_new()};
    f->fake = (struct fake){.answers = answers, .count = count, .mem = f->mem};
    f->deadline = deadline_begin(NULL, 60 * 1000);
    clean_environment();
    struct aws_config usual = plain_config();
    if (!ls_client_new(config != NULL ? config : &usual, &f->client, &f->err))
        fail_msg("no client: %s", f->err.text);
    ls_client_use_http(f->client, (struct http){fake_send, &f->fake});
}

/* Every line of the script must have been used. */
static inline void fixture_end(struct fixture *f)
{
    assert_int_equal(f->fake.used, f->fake.count);
    ls_client_free(f->client);
    arena_free(f->mem);
}

#define FIXTURE(f, config, ...)                                  \
    const struct fake_response answers_of_##f[] = {__VA_ARGS__}; \
    struct fixture f;                                            \
    fixture_begin(&f, config, answers_of_##f, sizeof answers_of_##f / sizeof answers_of_##f[0])

#endif
