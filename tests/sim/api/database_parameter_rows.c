/*
 * database_parameter_rows.c — some of the parameters of the engines, as fixed tables. It must not know their values
 * in any database.
 */
#include <string.h>

#include "api/database_parameters.h"

/*
 * The form is that of the example of get-relational-database-parameters in the AWS CLI's reference, whose first rows
 * these are; values and limits are those of the manuals of the engines. The service has hundreds of rows.
 */
static const struct database_parameter mysql[] = {
    {"activate_all_roles_on_login", "0", "0,1", "boolean",
     "Automatically set all granted roles as active after the user has authenticated successfully.", true,
     true},
    {"allow-suspicious-udfs", NULL, "0,1", "boolean",
     "Controls whether user-defined functions that have only an xxx symbol for the main function can be "
     "loaded",
     false, false},
    {"autocommit", NULL, "0,1", "boolean", "Sets the autocommit mode", true, true},
    {"character_set_server", NULL, "big5,latin1,utf8,utf8mb4", "string", "The server's default character set",
     true, true},
    {"event_scheduler", "ON", "ON,OFF", "string", "Indicates the status of the Event Scheduler", true, true},
    {"general_log", "0", "0,1", "boolean", "Whether the general query log is enabled", true, true},
    {"innodb_buffer_pool_size", "{DBInstanceClassMemory*3/4}", "5242880-9223372036854775807", "integer",
     "The size in bytes of the memory buffer innodb uses to cache data and indexes of its tables", true,
     true},
    {"innodb_flush_log_at_trx_commit", "1", "0,1,2", "integer", "Determines Innodb transaction durability",
     true, true},
    {"innodb_page_size", NULL, "4096,8192,16384,32768,65536", "integer", "The page size of InnoDB", false,
     false},
    {"innodb_read_io_threads", NULL, "1-64", "integer", "Number of I/O threads for read operations in InnoDB",
     false, true},
    {"long_query_time", NULL, "0-31536000", "float", "Defines what MySQL considers long queries", true, true},
    {"lower_case_table_names", NULL, "0,1", "integer", "Affects how the server handles identifiers", false,
     true},
    {"max_allowed_packet", NULL, "1024-1073741824", "integer", "This value by default is small", true, true},
    {"max_connections", "{DBInstanceClassMemory/12582880}", "1-100000", "integer",
     "The number of simultaneous client connections allowed.", true, true},
    {"performance_schema", "0", "0,1", "boolean", "Enables or disables the Performance Schema", false, true},
    {"slow_query_log", "0", "0,1", "boolean", "Enable or disable the slow query log", true, true},
    {"sql_mode", NULL, NULL, "string", "Current SQL Server Mode.", true, true},
    {"time_zone", NULL, "Asia/Tokyo,Europe/Berlin,UTC,US/Eastern", "string", "The server time zone", true,
     true},
    {"wait_timeout", NULL, "1-31536000", "integer",
     "The number of seconds the server waits for activity on a noninteractive connection before closing it.",
     true, true},
    {0},
};

static const struct database_parameter postgres[] = {
    {"autovacuum", "1", "0,1", "boolean", "Starts the autovacuum subprocess.", true, true},
    {"block_size", NULL, "8192", "integer", "Shows the size of a disk block.", false, false},
    {"log_connections", NULL, "0,1", "boolean", "Logs each successful connection.", true, true},
    {"log_min_duration_statement", NULL, "-1-2147483647", "integer",
     "(ms) Sets the minimum execution time above which statements will be logged.", true, true},
    {"log_statement", NULL, "none,ddl,mod,all", "string", "Sets the type of statements logged.", true, true},
    {"max_connections", "LEAST({DBInstanceClassMemory/9531392},5000)", "6-8388607", "integer",
     "Sets the maximum number of concurrent connections.", false, true},
    {"max_wal_senders", "20", "5-100", "integer", "Sets the maximum number of WAL senders.", false, true},
    {"rds.force_ssl", "1", "0,1", "boolean", "Force SSL connections.", true, true},
    {"shared_buffers", "{DBInstanceClassMemory/32768}", "16-1073741823", "integer",
     "Sets the number of shared memory buffers used by the server.", false, true},
    {"statement_timeout", NULL, "0-2147483647", "integer",
     "(ms) Sets the maximum allowed duration of any statement.", true, true},
    {"timezone", "UTC", NULL, "string", "Sets the time zone.", true, true},
    {"work_mem", NULL, "64-2147483647", "integer",
     "(kB) Sets the maximum memory to be used for query workspaces.", true, true},
    {0},
};

const struct database_parameter *database_parameters_of(const char *engine)
{
    return !strcmp(engine, "mysql") ? mysql : postgres;
}
