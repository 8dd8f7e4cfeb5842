/*
 * faults.c — failures on purpose: which call of which operation fails, how, and how often. It must not know
 * how a failure is produced; server.c does.
 */
#include "faults.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

static const char *const kinds[FAULTS] = {
    [FAULT_NONE] = "none",
    [FAULT_THROTTLE] = "throttle",
    [FAULT_ERROR500] = "error500",
    [FAULT_ERROR503] = "error503",
    [FAULT_RESET] = "reset",
    [FAULT_LOST] = "lost",
    [FAULT_HTML] = "html",
    [FAULT_EXPIRED] = "expired",
    [FAULT_DENIED] = "denied",
    [FAULT_HANG] = "hang",
    [FAULT_BUSY] = "busy",
    [FAULT_WAIT] = "wait",
    [FAULT_FAILED] = "failed",
    [FAULT_STUCK] = "stuck",
    [FAULT_DONE500] = "done500",
    [FAULT_ACCOUNT_SETUP] = "account-setup",
    [FAULT_REGION_SETUP] = "region-setup",
};

/* Acts on the calls first, first + every, ...; without every on count calls from first on. */
struct rule {
    char *operation; /* a name, "*" or "mutating" */
    enum fault kind;
    char *when;
    char *name;                             /* only calls whose input has this name; NULL: all */
    unsigned long long first, every, count; /* count 0: without end */
    unsigned long long asked, acted;
};

enum { RULES = 64 };
static struct rule rules[RULES];
static size_t rule_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static bool read_number(const char *text, unsigned long long *ret)
{
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 9 || text[digits])
        return false;
    *ret = strtoull(text, NULL, 10);
    return *ret > 0;
}

/* Parses the four words into a rule. NULL, or the reason why it is invalid. */
static const char *read_rule(const char *operation, const char *kind, const char *when,
                             unsigned long long count, struct rule *ret)
{
    struct rule rule = {.count = count};
    if (!operation || !*operation)
        return "the operation is missing";
    for (int i = 1; i < FAULTS && kind; i++)
        if (!strcmp(kinds[i], kind))
            rule.kind = (enum fault)i;
    if (rule.kind == FAULT_NONE)
        return "the kind is none of throttle error500 error503 reset lost html expired denied hang busy wait "
               "account-setup region-setup failed stuck done500";
    if (!when)
        return "when it acts is missing: every=N, nth=N or first";
    if (!strncmp(when, "every=", 6) && read_number(when + 6, &rule.every))
        rule.first = rule.every;
    else if (!strcmp(when, "first"))
        rule.first = 1;
    else if (strncmp(when, "nth=", 4) != 0 || !read_number(when + 4, &rule.first))
        return "when it acts must be every=N, nth=N or first";
    if (!rule.every && !rule.count)
        rule.count = 1;
    rule.operation = memory_copy(operation);
    rule.when = memory_copy(when);
    *ret = rule;
    return NULL;
}

static void free_rule(struct rule *rule)
{
    free(rule->operation);
    free(rule->when);
    free(rule->name);
}

static bool add(struct rule *new_rules, size_t count, char **ret_reason)
{
    pthread_mutex_lock(&lock);
    bool fits = rule_count + count <= RULES;
    for (size_t i = 0; i < count; i++) {
        if (fits)
            rules[rule_count++] = new_rules[i];
        else
            free_rule(&new_rules[i]);
    }
    pthread_mutex_unlock(&lock);
    if (!fits)
        *ret_reason = memory_format("there can be %d faults at a time", RULES);
    return fits;
}

bool faults_add_text(const char *specification, char **ret_reason)
{
    char *copy = memory_copy(specification), *rest = copy;
    const char *words[4] = {0};
    size_t count = 0;
    for (char *word; count < 4 && (word = strsep(&rest, ":"));)
        words[count++] = word;
    unsigned long long times = 0;
    struct rule rule;
    const char *reason = rest ? "there are too many colons" : NULL;
    if (!reason && words[3] && !read_number(words[3], &times))
        reason = "the count must be a positive number";
    if (!reason)
        reason = read_rule(words[0], words[1], words[2], times, &rule);
    free(copy);
    if (reason) {
        *ret_reason = memory_format("'%s': %s", specification, reason);
        return false;
    }
    return add(&rule, 1, ret_reason);
}

static const char *read_json(const json_t *fault, struct rule *ret)
{
    json_int_t count = json_integer_value(json_object_get(fault, "count"));
    if (!json_is_object(fault))
        return "a fault must be an object";
    if (count < 0)
        return "the count must be a positive number";
    const char *reason = read_rule(json_string_value(json_object_get(fault, "operation")),
                                   json_string_value(json_object_get(fault, "kind")),
                                   json_string_value(json_object_get(fault, "when")),
                                   (unsigned long long)count, ret);
    if (!reason)
        ret->name = memory_copy(json_string_value(json_object_get(fault, "name")));
    return reason;
}

bool faults_add_json(const json_t *faults, char **ret_reason)
{
    struct rule read[RULES];
    size_t count = json_is_array(faults) ? json_array_size(faults) : 1, done = 0;
    const char *reason = count > RULES ? "there are too many faults" : NULL;
    while (!reason && done < count) {
        reason = read_json(json_is_array(faults) ? json_array_get(faults, done) : faults, &read[done]);
        done += !reason;
    }
    if (!reason)
        return add(read, count, ret_reason);
    while (done > 0)
        free_rule(&read[--done]);
    *ret_reason = memory_copy(reason);
    return false;
}

void faults_clear(void)
{
    pthread_mutex_lock(&lock);
    while (rule_count > 0)
        free_rule(&rules[--rule_count]);
    pthread_mutex_unlock(&lock);
}

void faults_print(struct text *out)
{
    pthread_mutex_lock(&lock);
    text_add(out, "[");
    for (size_t i = 0; i < rule_count; i++) {
        text_add(out, i ? ",{\"operation\":" : "{\"operation\":");
        text_add_json(out, rules[i].operation);
        text_add(out, ",\"name\":");
        text_add_json(out, rules[i].name);
        text_format(out, ",\"kind\":\"%s\",\"when\":\"%s\",\"count\":%llu,\"asked\":%llu,\"acted\":%llu}",
                    kinds[rules[i].kind], rules[i].when, rules[i].count, rules[i].asked, rules[i].acted);
    }
    text_add(out, "]");
    pthread_mutex_unlock(&lock);
}

/* True when a member of the input is the name, or a list with the name in it. */
static bool names(const json_t *input, const char *name)
{
    const char *member;
    json_t *value, *element;
    size_t i;
    json_object_foreach ((json_t *)(uintptr_t)input, member, value) {
        if (json_is_string(value) && !strcmp(json_string_value(value), name))
            return true;
        json_array_foreach (value, i, element)
            if (json_is_string(element) && !strcmp(json_string_value(element), name))
                return true;
    }
    return false;
}

static bool concerns(const struct rule *rule, const char *operation, bool mutating, const json_t *input)
{
    /* A read has no operations that could fail or get stuck. */
    if (!mutating && (rule->kind == FAULT_FAILED || rule->kind == FAULT_STUCK))
        return false;
    if (rule->name && !names(input, rule->name))
        return false;
    if (!strcmp(rule->operation, "*"))
        return true;
    if (!strcmp(rule->operation, "mutating"))
        return mutating;
    return !strcmp(rule->operation, operation);
}

static bool acts(struct rule *rule)
{
    rule->asked++;
    if (rule->asked < rule->first || (rule->count && rule->acted >= rule->count))
        return false;
    if (rule->every && rule->asked % rule->every != 0)
        return false;
    rule->acted++;
    return true;
}

enum fault faults_choose(const char *operation, bool mutating, const json_t *input)
{
    enum fault chosen = FAULT_NONE;
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < rule_count && chosen == FAULT_NONE; i++)
        if (concerns(&rules[i], operation, mutating, input) && acts(&rules[i]))
            chosen = rules[i].kind;
    pthread_mutex_unlock(&lock);
    return chosen;
}
