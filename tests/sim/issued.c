/*
 * issued.c — temporary credentials that the simulator has issued, and how long each is valid. It must not
 * know who requested them nor what they are used for.
 */
#include "issued.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "clock.h"
#include "digest.h"
#include "memory.h"

static struct entry {
    struct issued issued;
    int64_t ends_ms; /* of the simulated world */
    struct entry *next;
} * entries;
static unsigned count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static char *make_secret(const char *what, unsigned number)
{
    char *seed = memory_format("%s/%u", what, number), hex[2 * DIGEST_SIZE + 1];
    digest_sha256_hex(seed, strlen(seed), hex);
    free(seed);
    return memory_format("Sim/%s+%.40s==", what, hex);
}

const struct issued *issue(const char *account, const char *arn, int64_t lifetime_s)
{
    struct entry *entry = memory_new(1, sizeof *entry);
    time_t ends = (time_t)(clock_now_ms() / 1000 + lifetime_s);
    struct tm tm;
    pthread_mutex_lock(&lock);
    unsigned number = ++count;
    entry->issued = (struct issued){
        .key = {.id = memory_format("ASIASIMULATED%07u", number),
                .secret = make_secret("secret", number),
                .token = make_secret("token", number)},
        .account = memory_copy(account),
        .arn = memory_copy(arn),
        .expiration_ms = (int64_t)ends * 1000,
    };
    strftime(entry->issued.expiration, sizeof entry->issued.expiration, "%Y-%m-%dT%H:%M:%SZ",
             gmtime_r(&ends, &tm));
    entry->ends_ms = clock_world_ms() + lifetime_s * 1000;
    entry->next = entries;
    entries = entry;
    pthread_mutex_unlock(&lock);
    return &entry->issued;
}

const struct issued *issued_find(const char *id, const char *token, bool *ret_expired)
{
    const struct issued *found = NULL;
    pthread_mutex_lock(&lock);
    for (const struct entry *entry = entries; entry && !found; entry = entry->next) {
        if (strcmp(entry->issued.key.id, id) != 0 || !token || strcmp(entry->issued.key.token, token) != 0)
            continue;
        found = &entry->issued;
        *ret_expired = clock_world_ms() >= entry->ends_ms;
    }
    pthread_mutex_unlock(&lock);
    return found;
}

void issued_clear(void)
{
    for (struct entry *entry = entries, *next; entry; entry = next) {
        next = entry->next;
        free(entry->issued.key.id);
        free(entry->issued.key.secret);
        free(entry->issued.key.token);
        free(entry->issued.account);
        free(entry->issued.arn);
        free(entry);
    }
    entries = NULL;
}
