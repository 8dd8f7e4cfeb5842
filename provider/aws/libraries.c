/*
 * libraries.c — functions of libcurl and libexpat under their own names, in libraries that are loaded when
 * the first of them is called. Knows their signatures and libraries; must not know what they are called for.
 *
 * Debian's libcurl depends on 25 libraries (Kerberos, LDAP, SSH, GnuTLS, …). The dynamic loader needs more
 * time for them than the rest of the start takes, and most of the processes that Terraform starts, for
 * schemas and validation, never make a request. To link with the libraries instead, leave this file out of
 * the build.
 */
#include <curl/curl.h>
#include <dlfcn.h>
#include <expat.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The names of their ABIs, unchanged since 2006 and 2002. */
static const char *const names[] = {"libcurl.so.4", "libexpat.so.1"};
enum { CURL_LIBRARY, EXPAT_LIBRARY, LIBRARY_COUNT };

/* curl.h checks the arguments of these by macros; here they are functions. */
#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_share_setopt

/* Their third argument is a pointer, a long or a curl_off_t; it is passed on as a type of the same width. */
_Static_assert(sizeof(void *) == sizeof(long) && sizeof(void *) == sizeof(curl_off_t),
               "arguments of one width");

static void *libraries[LIBRARY_COUNT];

static void load(void)
{
    for (size_t i = 0; i < LIBRARY_COUNT; i++)
        libraries[i] = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
}

/* Terraform shows a line that begins like this one to the user, as the reason why the plugin ended. */
static void *find(const char *name)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    size_t i = strncmp(name, "XML_", 4) == 0 ? EXPAT_LIBRARY : CURL_LIBRARY;
    void *function = libraries[i] != NULL ? dlsym(libraries[i], name) : NULL;
    if (function == NULL) {
        if (i == EXPAT_LIBRARY)
            fputs("fatal error: cannot load libexpat (missing or too old)\n", stderr);
        else
            fputs("fatal error: cannot load libcurl (missing or too old)\n", stderr);
        abort();
    }
    return function;
}

/* Only these functions are available: a use of another one does not link. */
#define FORWARD(result, name, parameters, arguments)       \
    result name parameters                                 \
    {                                                      \
        return ((__typeof__(name) *)find(#name))arguments; \
    }
#define FORWARD_VARIADIC(result, name, handle, option)                  \
    result name(handle, option, ...)                                    \
    {                                                                   \
        va_list args;                                                   \
        va_start(args, second);                                         \
        void *value = va_arg(args, void *);                             \
        va_end(args);                                                   \
        return ((__typeof__(name) *)find(#name))(first, second, value); \
    }

FORWARD(CURLcode, curl_global_init, (long flags), (flags))
FORWARD(CURL *, curl_easy_init, (void), ())
FORWARD(void, curl_easy_cleanup, (CURL * easy), (easy))
FORWARD(void, curl_easy_reset, (CURL * easy), (easy))
FORWARD_VARIADIC(CURLcode, curl_easy_setopt, CURL *first, CURLoption second)
FORWARD_VARIADIC(CURLcode, curl_easy_getinfo, CURL *first, CURLINFO second)
FORWARD(const char *, curl_easy_strerror, (CURLcode code), (code))
FORWARD(time_t, curl_getdate, (const char *text, const time_t *unused), (text, unused))
FORWARD(CURLM *, curl_multi_init, (void), ())
FORWARD(CURLMcode, curl_multi_cleanup, (CURLM * multi), (multi))
FORWARD(CURLMcode, curl_multi_add_handle, (CURLM * multi, CURL *easy), (multi, easy))
FORWARD(CURLMcode, curl_multi_remove_handle, (CURLM * multi, CURL *easy), (multi, easy))
FORWARD(CURLMcode, curl_multi_perform, (CURLM * multi, int *running), (multi, running))
FORWARD(CURLMcode, curl_multi_poll,
        (CURLM * multi, struct curl_waitfd *more, unsigned more_count, int timeout_ms, int *ready),
        (multi, more, more_count, timeout_ms, ready))
FORWARD(CURLMsg *, curl_multi_info_read, (CURLM * multi, int *left), (multi, left))
FORWARD(CURLSH *, curl_share_init, (void), ())
FORWARD_VARIADIC(CURLSHcode, curl_share_setopt, CURLSH *first, CURLSHoption second)
FORWARD(CURLSHcode, curl_share_cleanup, (CURLSH * share), (share))
FORWARD(struct curl_slist *, curl_slist_append, (struct curl_slist * list, const char *text), (list, text))
FORWARD(void, curl_slist_free_all, (struct curl_slist * list), (list))

FORWARD(XML_Parser, XML_ParserCreate_MM,
        (const XML_Char *encoding, const XML_Memory_Handling_Suite *memory, const XML_Char *separator),
        (encoding, memory, separator))
FORWARD(void, XML_ParserFree, (XML_Parser parser), (parser))
FORWARD(void, XML_SetUserData, (XML_Parser parser, void *data), (parser, data))
FORWARD(void, XML_SetElementHandler,
        (XML_Parser parser, XML_StartElementHandler start, XML_EndElementHandler end), (parser, start, end))
FORWARD(void, XML_SetCharacterDataHandler, (XML_Parser parser, XML_CharacterDataHandler handler),
        (parser, handler))
FORWARD(void, XML_SetStartDoctypeDeclHandler, (XML_Parser parser, XML_StartDoctypeDeclHandler handler),
        (parser, handler))
FORWARD(enum XML_Status, XML_Parse, (XML_Parser parser, const char *text, int len, int is_final),
        (parser, text, len, is_final))
FORWARD(enum XML_Status, XML_StopParser, (XML_Parser parser, XML_Bool resumable), (parser, resumable))
FORWARD(enum XML_Error, XML_GetErrorCode, (XML_Parser parser), (parser))
FORWARD(const XML_LChar *, XML_ErrorString, (enum XML_Error code), (code))
