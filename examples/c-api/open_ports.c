/*
 * open_ports.c — the guide's firewall of an instance through the C interface: SSH, Prometheus and WireGuard. Build it with
 *   cc open_ports.c -llightsail -ljansson -lcrypto -lpthread -lm -ldl
 */
#include <lightsail.h>
#include <stdio.h>

static const struct lightsail_port ports[] = {
    {.protocol = "tcp", .from_port = 22, .to_port = 22},       /* SSH */
    {.protocol = "tcp", .from_port = 9090, .to_port = 9090},   /* Prometheus */
    {.protocol = "udp", .from_port = 51820, .to_port = 51820}, /* WireGuard */
};

static int failed(const char *doing, const struct lightsail_error *error)
{
    fprintf(stderr, "cannot %s: %s\n", doing, error->text);
    if (error->code[0] != '\0')
        fprintf(stderr, "  AWS: %s, request id %s\n", error->code, error->request_id);
    if (error->hint[0] != '\0')
        fprintf(stderr, "  %s\n", error->hint);
    return 1;
}

static int print_instances(struct lightsail *manager)
{
    struct lightsail_error error;
    struct lightsail_instances instances;
    if (!lightsail_list_instances(manager, &instances, &error))
        return failed("list the instances", &error);
    for (size_t i = 0; i < instances.count; i++)
        printf("%s %s %s\n", instances.items[i].name, instances.items[i].state, instances.items[i].public_ip);
    lightsail_free_instances(&instances);
    return 0;
}

int main(int argc, char **argv)
{
    struct lightsail_error error;
    if (argc != 2) {
        fprintf(stderr, "Usage: %s INSTANCE\n", argv[0]);
        return 2;
    }
    struct lightsail *manager = lightsail_open(NULL, &error);
    if (manager == NULL)
        return failed("open Lightsail", &error);
    int code = 0;
    if (!lightsail_open_instance_ports(manager, argv[1], ports, sizeof ports / sizeof ports[0], &error))
        code = failed("open the ports", &error);
    if (code == 0)
        code = print_instances(manager);
    lightsail_close(manager);
    return code;
}
