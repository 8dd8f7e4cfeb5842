/*
 * metrics.c — the metrics of instances, load balancers, container services and distributions: nothing is measured
 * here, so the lists are empty. It must not know what they do.
 */
#include "api/containers.h"
#include "api/distributions.h"
#include "api/instances.h"
#include "api/load_balancers.h"
#include "api/metric_data.h"
#include "families.h"

/* Source: the enumerations of the model. */
static const char *const of_instances[] = {"CPUUtilization",
                                           "NetworkIn",
                                           "NetworkOut",
                                           "StatusCheckFailed",
                                           "StatusCheckFailed_Instance",
                                           "StatusCheckFailed_System",
                                           "BurstCapacityTime",
                                           "BurstCapacityPercentage",
                                           "MetadataNoToken",
                                           "DiskReadOps",
                                           "DiskWriteOps",
                                           "DiskReadBytes",
                                           "DiskWriteBytes",
                                           "DiskTotalReadTime",
                                           "DiskTotalWriteTime",
                                           "DiskQueueLength",
                                           NULL};
static const char *const of_balancers[] = {"ClientTLSNegotiationErrorCount",
                                           "HealthyHostCount",
                                           "UnhealthyHostCount",
                                           "HTTPCode_LB_4XX_Count",
                                           "HTTPCode_LB_5XX_Count",
                                           "HTTPCode_Instance_2XX_Count",
                                           "HTTPCode_Instance_3XX_Count",
                                           "HTTPCode_Instance_4XX_Count",
                                           "HTTPCode_Instance_5XX_Count",
                                           "InstanceResponseTime",
                                           "RejectedConnectionCount",
                                           "RequestCount",
                                           NULL};
static const char *const of_services[] = {"CPUUtilization", "MemoryUtilization", NULL};
static const char *const of_distributions[] = {"Requests",           "BytesDownloaded",    "BytesUploaded",
                                               "TotalErrorRate",     "Http4xxErrorRate",   "Http5xxErrorRate",
                                               "WafAllowedRequests", "WafBlockedRequests", NULL};

static bool get_of_instance(struct call *call)
{
    return call_find(call, &instance_kind, "instanceName") && metric_answer_nothing(call);
}

static bool get_of_balancer(struct call *call)
{
    return load_balancer_find(call) && metric_answer_nothing(call);
}

static bool get_of_service(struct call *call)
{
    return container_service_find(call) && metric_answer_nothing(call);
}

static bool get_of_distribution(struct call *call)
{
    return distribution_find(call) && metric_answer_nothing(call);
}

static const struct api metrics_api[] = {
    {.name = "GetInstanceMetricData",
     .shows = OF_ONE,
     .handle = get_of_instance,
     .input = INPUT(INSTANCE, METRIC(of_instances), METRIC_UNIT)},
    {.name = "GetLoadBalancerMetricData",
     .shows = OF_ONE,
     .handle = get_of_balancer,
     .input = INPUT(BALANCER, METRIC(of_balancers), METRIC_UNIT)},
    {.name = "GetContainerServiceMetricData",
     .shows = OF_ONE,
     .handle = get_of_service,
     .input = INPUT(SERVICE, METRIC(of_services))},
    {.name = "GetDistributionMetricData",
     .shows = OF_ONE,
     .handle = get_of_distribution,
     .input = INPUT(DISTRIBUTION, METRIC(of_distributions), METRIC_UNIT)},
    {0},
};
const struct family metrics_family = {.api = metrics_api};
