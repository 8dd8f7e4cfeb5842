/*
 * handshake.c — environment variables, the handshake line and the help texts. Must not know the server.
 */
#include "plugin/handshake.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define COOKIE_VALUE "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"

/* Only for this process: credential helpers and other child processes must not inherit them. */
static const char *const private_variables[] = {
    "TF_PLUGIN_MAGIC_COOKIE", "PLUGIN_PROTOCOL_VERSIONS", "PLUGIN_MIN_PORT",          "PLUGIN_MAX_PORT",
    "PLUGIN_CLIENT_CERT",     "PLUGIN_UNIX_SOCKET_DIR",   "PLUGIN_UNIX_SOCKET_GROUP", "PLUGIN_MULTIPLEX_GRPC",
};

static struct str read_variable(struct arena *mem, const char *name)
{
    const char *text = getenv(name);
    return text != NULL ? str_copy(mem, str_c(text)) : (struct str){NULL, 0};
}

static int64_t read_port(struct arena *mem, const char *name)
{
    int64_t port;
    return str_to_int64(read_variable(mem, name), &port) && port > 0 && port < 65536 ? port : 0;
}

void handshake_read_environment(struct arena *mem, struct handshake_environment *ret_environment)
{
    *ret_environment = (struct handshake_environment){
        .has_cookie = str_eqc(read_variable(mem, "TF_PLUGIN_MAGIC_COOKIE"), COOKIE_VALUE),
        .offers_our_version = handshake_list_has(read_variable(mem, "PLUGIN_PROTOCOL_VERSIONS"),
                                                 HANDSHAKE_PROTOCOL_VERSION),
        .wants_multiplex_field = read_variable(mem, "PLUGIN_MULTIPLEX_GRPC").len > 0,
        .client_pem = read_variable(mem, "PLUGIN_CLIENT_CERT"),
        .socket_directory = read_variable(mem, "PLUGIN_UNIX_SOCKET_DIR"),
        .socket_group = read_variable(mem, "PLUGIN_UNIX_SOCKET_GROUP"),
        .temporary_directory = read_variable(mem, "TMPDIR"),
        .min_port = read_port(mem, "PLUGIN_MIN_PORT"),
        .max_port = read_port(mem, "PLUGIN_MAX_PORT"),
        .frees_all = read_variable(mem, "LIGHTSAIL_FREE_ALL").len > 0,
    };
    for (size_t i = 0; i < sizeof private_variables / sizeof private_variables[0]; i++)
        unsetenv(private_variables[i]);
}

bool handshake_list_has(struct str list, int64_t version)
{
    while (list.len > 0) {
        struct str head, tail;
        if (!str_cut(list, ',', &head, &tail)) {
            head = list;
            tail = (struct str){NULL, 0};
        }
        int64_t number;
        if (str_to_int64(str_trim(head), &number) && number == version)
            return true;
        list = tail;
    }
    return false;
}

struct str handshake_line(struct arena *mem, const char *network, struct str address, struct str certificate,
                          bool with_multiplex_field)
{
    return str_printf(mem, "1|%d|%s|%.*s|grpc|%.*s%s\n", HANDSHAKE_PROTOCOL_VERSION, network,
                      STR_ARG(address), STR_ARG(certificate), with_multiplex_field ? "|false" : "");
}

/*
 * With "Test":true Terraform neither shuts this process down nor kills it; with false, version 1.11 panics
 * (protocol 1.12).
 */
struct str handshake_reattach_text(struct arena *mem, const char *network, struct str address,
                                   int64_t process_id)
{
    struct str process = str_printf(
        mem,
        "{\"Protocol\":\"grpc\",\"ProtocolVersion\":%d,\"Pid\":%lld,\"Test\":true,"
        "\"Addr\":{\"Network\":\"%s\",\"String\":\"%.*s\"}}",
        HANDSHAKE_PROTOCOL_VERSION, (long long)process_id, network, STR_ARG(address));
    return str_printf(
        mem,
        "Provider started. Set this in the shell where you run terraform or tofu, and stop the provider "
        "with Ctrl-C:\n\nexport TF_REATTACH_PROVIDERS='{\"" HANDSHAKE_ADDRESS_TERRAFORM
        "\":%.*s,\"" HANDSHAKE_ADDRESS_OPENTOFU "\":%.*s}'\n",
        STR_ARG(process), STR_ARG(process));
}

bool handshake_take_stdout(int *ret_descriptor, struct err *err)
{
    int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    if (out < 0)
        return fail(err, ERR_USER, "stdout is not open: %s", strerror(errno));
    int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nowhere < 0 || dup2(nowhere, STDOUT_FILENO) < 0 || dup2(nowhere, STDIN_FILENO) < 0)
        return fail(err, ERR_USER, "cannot use /dev/null: %s", strerror(errno));
    if (nowhere > STDERR_FILENO)
        close(nowhere);
    *ret_descriptor = out;
    return true;
}

void handshake_write(int descriptor, struct str text)
{
    while (text.len > 0) {
        ssize_t written = write(descriptor, text.data, text.len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return; /* the client has closed the pipe; lifeline.c detects the client's end */
        text = str_slice(text, (size_t)written, text.len);
    }
}

struct str handshake_version_text(void)
{
    return STR("terraform-provider-lightsail " VERSION " (Terraform plugin protocol 6)\n");
}

struct str handshake_help_text(void)
{
    return STR("usage: terraform-provider-lightsail [-version | -help | -debug]\n"
               "\n"
               "Terraform or OpenTofu starts this program; it speaks Terraform's plugin protocol 6.\n"
               "\n"
               "  -version  print the version\n"
               "  -help     print this text\n"
               "  -debug    serve without TLS until Ctrl-C and print TF_REATTACH_PROVIDERS, which lets "
               "terraform or tofu use\n"
               "            this very process: for a debugger or valgrind\n");
}

struct str handshake_by_hand_text(void)
{
    return STR(
        "This program is a plugin that Terraform or OpenTofu starts.\nDo not run it directly. Install it "
        "where Terraform finds it (`make install`), declare it in a configuration,\n    terraform {\n     "
        " required_providers {\n        lightsail = { source = \"" HANDSHAKE_SOURCE
        "\" }\n      }\n    }\nand run `terraform "
        "init` and `terraform plan`, or the same "
        "with `tofu`. The option -help lists the "
        "options.\n");
}
