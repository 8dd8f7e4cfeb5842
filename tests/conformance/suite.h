/*
 * suite.h — the shared parts of the suite, and inputs/ with its references. Knows the folders; must not know
 * what is checked.
 */
#ifndef CONFORMANCE_SUITE_H
#define CONFORMANCE_SUITE_H

#include "coverage.h"
#include "report.h"
#include "session.h"
#include "side_door.h"

enum { RETRIES_AS_USUAL = -1 };

struct suite {
    struct arena *mem;
    struct session *session;
    struct report *report;
    struct coverage *coverage;
    const char *provider; /* program */
    const char *inputs;   /* folder */
    const char *scratch;  /* folder for files of resources */
    const char *endpoint; /* of the simulator */
    const char *scene;    /* only sequences whose name has this text; NULL: all */
    size_t scenes, parts; /* sequences, and parts or schemas, that were run */
    int retries; /* of one call, for providers that are started later; RETRIES_AS_USUAL: the provider's default */
    uint64_t seed; /* of random values */
    bool is_slow;  /* also the tests that take minutes */
};

/* An object with a name that inputs use: "${web.arn}". */
struct known {
    const char *name;
    const struct schema *schema;
    struct value state;
    struct value config;
    struct str private;
    struct value identity;
};

struct scope {
    struct known known[16];
    size_t count;
    struct known self; /* the resource under test, "${self.name}"; without a name before it exists */
};

/* inputs/<path>.json, owned by the arena; NULL when there is none. Ends the program when it is not JSON. */
const json_t *suite_input(struct suite *suite, const char *path);

/*
 * JSON as a value of a schema's type; missing members are null or empty blocks. Texts may refer to names in
 * scope ("${name.attribute}") and to "${scratch}". Ends the program with the subject when it does not match.
 */
struct value suite_config(struct suite *suite, const struct scope *scope, const struct block *block,
                          const json_t *json, const char *subject);
/* A text with its references resolved. */
const char *suite_text(struct suite *suite, const struct scope *scope, const char *text);
/* A copy of an object with the members of another one; null removes a member. */
json_t *suite_merge(struct suite *suite, const json_t *base, const json_t *changes);

/* "instance" of "lightsail_instance". */
const char *suite_record(const char *type_name);

/* report_check about the suite's session. `why` of an outcome; for a rule its text, NULL when it holds. */
bool suite_good(struct suite *suite, const char *call, const char *name, const char *subject,
                const struct outcome *outcome);
bool suite_rule(struct suite *suite, const char *call, const char *name, const char *subject,
                const char *broken);
bool suite_check(struct suite *suite, const char *call, const char *name, const char *subject, bool holds,
                 const char *why);

/*
 * Ends the provider and starts it again, as Terraform does between two runs: it has no cached data. Ends the
 * program when that is impossible.
 */
void suite_restart(struct suite *suite);
/* Faster: another run begins in the same process, with another configuration of the provider. */
void suite_walk(struct suite *suite);

/* The same after the provider was killed on purpose; how it ends is not checked. */
void suite_revive(struct suite *suite);
/* The same, with the schemas of the process before. */
void suite_go_on(struct suite *suite);

/* Whether suite->scene allows the sequence, which then counts as run. */
bool suite_wants(struct suite *suite, const char *name);

/* Calls of the API through /_sim/, for objects that must exist. "may_fail": true: what it deletes may not exist. */
void suite_make(struct suite *suite, const json_t *calls, const char *subject);
/*
 * The first member that an object does not have as rows of `shows` say: {"type": "disks", "name": "data", "has":
 * {"mark": "ticks"}, "not": {"state.name": "stopping"}}. NULL: all are right. An array has as many elements as the wanted
 * one, in any order; an object may have more members.
 */
const char *suite_lacks(struct suite *suite, const json_t *shows);

/* Whether a list of an input has the text. */
bool suite_lists(const json_t *list, struct str name);

/* The parts. */
void lifecycle_run(struct suite *suite, const struct schema *schema);
/* The data sources and lists of a resource without their own input, while the object exists. */
void views_run(struct suite *suite, const struct schema *resource, const struct value *state);
/* Whether a data source or list without an input is one of these. */
bool views_have(struct suite *suite, const char *name);
void data_run(struct suite *suite, const struct schema *schema);
void ephemeral_run(struct suite *suite, const struct schema *schema);
void list_run(struct suite *suite, const struct schema *schema);
void action_run(struct suite *suite, const struct schema *schema);
void functions_run(struct suite *suite);
void provider_run(struct suite *suite);
void values_run(struct suite *suite);
void schemas_run(struct suite *suite);
void forms_run(struct suite *suite);
void deferral_run(struct suite *suite);
void crash_run(struct suite *suite);
void crash_late_run(struct suite *suite); /* with late reads */
/* A part of the lifecycle, with the required objects in scope. */
void property_run(struct suite *suite, const struct schema *schema, const struct scope *scope,
                  const json_t *input);
/* CONFORMANCE_SEED, or the time. */
uint64_t property_seed(void);
void soak_run(struct suite *suite);
void hostile_run(struct suite *suite);
void sweep_run(struct suite *suite);
void sweep_changes_run(struct suite *suite); /* a quarter of it, in seconds */
void sweep_late_run(
    struct suite *suite); /* with late reads: the result must not depend on a fault of one call */

/* Lists with and without objects; returns their number. */
size_t list_check(struct suite *suite, const struct schema *schema, const struct value *config);
/* Whether the response is an error. */
bool list_fails(struct suite *suite, const struct schema *schema, const struct value *config);

/* One invocation of an action, with the order of its events checked. */
struct outcome action_invoke(struct suite *suite, const struct schema *schema, const struct value *config);

#endif
