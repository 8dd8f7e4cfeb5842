/*
 * metrics.c — how many calls of each operation arrived, how many failed and how, how many at the same time.
 * It must not know what a call does.
 */
#include "metrics.h"

#include <pthread.h>
#include <string.h>

struct count {
    const char *name;
    unsigned long long number;
};
struct counts {
    struct count rows[256];
    size_t used;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct counts calls, errors;
static unsigned long long total, concurrent, max_concurrent;

static void count(struct counts *counts, const char *name)
{
    size_t i = 0;
    while (i < counts->used && strcmp(counts->rows[i].name, name) != 0)
        i++;
    if (i == sizeof counts->rows / sizeof counts->rows[0])
        return;
    if (i == counts->used)
        counts->rows[counts->used++].name = name;
    counts->rows[i].number++;
}

void metrics_begin(const char *operation)
{
    pthread_mutex_lock(&lock);
    count(&calls, operation);
    total++;
    if (++concurrent > max_concurrent)
        max_concurrent = concurrent;
    pthread_mutex_unlock(&lock);
}

void metrics_end(const char *error)
{
    pthread_mutex_lock(&lock);
    if (error)
        count(&errors, error);
    concurrent--;
    pthread_mutex_unlock(&lock);
}

static void print(struct text *out, const struct counts *counts)
{
    text_add(out, "{");
    for (size_t i = 0; i < counts->used; i++)
        text_format(out, "%s\"%s\":%llu", i ? "," : "", counts->rows[i].name, counts->rows[i].number);
    text_add(out, "}");
}

void metrics_print(struct text *out)
{
    pthread_mutex_lock(&lock);
    unsigned long long throttled = 0;
    for (size_t i = 0; i < errors.used; i++)
        if (!strcmp(errors.rows[i].name, "ThrottlingException"))
            throttled = errors.rows[i].number;
    text_add(out, "{\"calls\":");
    print(out, &calls);
    text_add(out, ",\"errors\":");
    print(out, &errors);
    text_format(out, ",\"throttled\":%llu,\"total\":%llu,\"max_concurrent\":%llu}", throttled, total,
                max_concurrent);
    pthread_mutex_unlock(&lock);
}

void metrics_reset(void)
{
    pthread_mutex_lock(&lock);
    memset(&calls, 0, sizeof calls);
    memset(&errors, 0, sizeof errors);
    total = 0;
    max_concurrent = concurrent;
    pthread_mutex_unlock(&lock);
}
