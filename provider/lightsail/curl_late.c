/*
 * curl_late.c — libcurl's functions under their own names, loaded when the first of them is called. Knows
 * their signatures and the name of the library; must not know what they are called for.
 *
 * Debian's libcurl brings 25 libraries along (Kerberos, LDAP, SSH, GnuTLS, …), which take the dynamic loader
 * longer than all the rest of a start, and most of the processes that Terraform starts, for schemas and
 * validation, never make a request. Linking with libcurl instead needs nothing but leaving this file out.
 */
#include <curl/curl.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define LIBRARY "libcurl.so.4" /* the name of its ABI, the same since 2006 */

/* curl.h checks the arguments of these by macros; here they are functions. */
#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_share_setopt

/*
 * The third argument is a pointer, a long or a curl_off_t, and is passed on as what is as wide as all of
 * them.
 */
_Static_assert(sizeof(void *) == sizeof(long) && sizeof(void *) == sizeof(curl_off_t),
               "arguments of one width");

/* What is used: a function that is missing here does not link. */
#define ALL_FUNCTIONS(FUNCTION)        \
    FUNCTION(curl_easy_cleanup)        \
    FUNCTION(curl_easy_getinfo)        \
    FUNCTION(curl_easy_init)           \
    FUNCTION(curl_easy_reset)          \
    FUNCTION(curl_easy_setopt)         \
    FUNCTION(curl_easy_strerror)       \
    FUNCTION(curl_getdate)             \
    FUNCTION(curl_global_init)         \
    FUNCTION(curl_multi_add_handle)    \
    FUNCTION(curl_multi_cleanup)       \
    FUNCTION(curl_multi_info_read)     \
    FUNCTION(curl_multi_init)          \
    FUNCTION(curl_multi_perform)       \
    FUNCTION(curl_multi_poll)          \
    FUNCTION(curl_multi_remove_handle) \
    FUNCTION(curl_share_cleanup)       \
    FUNCTION(curl_share_init)          \
    FUNCTION(curl_share_setopt)        \
    FUNCTION(curl_slist_append)        \
    FUNCTION(curl_slist_free_all)

static struct {
#define MEMBER(name) __typeof__(name) *name;
    ALL_FUNCTIONS(MEMBER)
} library;

/* Terraform shows a line that begins so to the user, as the reason why the plugin ended. */
static void give_up(void)
{
    fputs("fatal error: libcurl.so.4, needed for requests, cannot be loaded or is too old\n", stderr);
    abort();
}

static void *find(void *handle, const char *name)
{
    void *function = dlsym(handle, name);
    if (function == NULL)
        give_up();
    return function;
}

static void load(void)
{
    void *handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL)
        give_up();
#define FIND(name) library.name = (__typeof__(library.name))find(handle, #name);
    ALL_FUNCTIONS(FIND)
}

static __typeof__(library) *loaded(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return &library;
}

CURLcode curl_global_init(long flags)
{
    return loaded()->curl_global_init(flags);
}

CURL *curl_easy_init(void)
{
    return loaded()->curl_easy_init();
}

void curl_easy_cleanup(CURL *easy)
{
    loaded()->curl_easy_cleanup(easy);
}

void curl_easy_reset(CURL *easy)
{
    loaded()->curl_easy_reset(easy);
}

CURLcode curl_easy_setopt(CURL *easy, CURLoption option, ...)
{
    va_list args;
    va_start(args, option);
    void *value = va_arg(args, void *);
    va_end(args);
    return loaded()->curl_easy_setopt(easy, option, value);
}

CURLcode curl_easy_getinfo(CURL *easy, CURLINFO info, ...)
{
    va_list args;
    va_start(args, info);
    void *value = va_arg(args, void *);
    va_end(args);
    return loaded()->curl_easy_getinfo(easy, info, value);
}

const char *curl_easy_strerror(CURLcode code)
{
    return loaded()->curl_easy_strerror(code);
}

time_t curl_getdate(const char *text, const time_t *unused)
{
    return loaded()->curl_getdate(text, unused);
}

CURLM *curl_multi_init(void)
{
    return loaded()->curl_multi_init();
}

CURLMcode curl_multi_cleanup(CURLM *multi)
{
    return loaded()->curl_multi_cleanup(multi);
}

CURLMcode curl_multi_add_handle(CURLM *multi, CURL *easy)
{
    return loaded()->curl_multi_add_handle(multi, easy);
}

CURLMcode curl_multi_remove_handle(CURLM *multi, CURL *easy)
{
    return loaded()->curl_multi_remove_handle(multi, easy);
}

CURLMcode curl_multi_perform(CURLM *multi, int *running)
{
    return loaded()->curl_multi_perform(multi, running);
}

CURLMcode curl_multi_poll(CURLM *multi, struct curl_waitfd *more, unsigned int more_count, int timeout_ms,
                          int *ready)
{
    return loaded()->curl_multi_poll(multi, more, more_count, timeout_ms, ready);
}

CURLMsg *curl_multi_info_read(CURLM *multi, int *left)
{
    return loaded()->curl_multi_info_read(multi, left);
}

CURLSH *curl_share_init(void)
{
    return loaded()->curl_share_init();
}

CURLSHcode curl_share_setopt(CURLSH *share, CURLSHoption option, ...)
{
    va_list args;
    va_start(args, option);
    void *value = va_arg(args, void *);
    va_end(args);
    return loaded()->curl_share_setopt(share, option, value);
}

CURLSHcode curl_share_cleanup(CURLSH *share)
{
    return loaded()->curl_share_cleanup(share);
}

struct curl_slist *curl_slist_append(struct curl_slist *list, const char *text)
{
    return loaded()->curl_slist_append(list, text);
}

void curl_slist_free_all(struct curl_slist *list)
{
    loaded()->curl_slist_free_all(list);
}
