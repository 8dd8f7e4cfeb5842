output "name" {
  description = "Name of the database."
  value       = lightsail_database.this.relational_database_name
}

output "arn" {
  description = "ARN of the database. A replacement changes it. The ephemeral resource lightsail_database_password takes it as database_arn."
  value       = lightsail_database.this.arn
}

output "endpoint" {
  description = "Host name of the database."
  value       = lightsail_database.this.master_endpoint_address
}

output "port" {
  description = "Port of the database: 3306 for MySQL, 5432 for PostgreSQL."
  value       = lightsail_database.this.master_endpoint_port
}

output "database_name" {
  description = "Name of the first database in it."
  value       = lightsail_database.this.master_database_name
}

output "username" {
  description = "Name of the master user."
  value       = lightsail_database.this.master_username
}

output "engine_version" {
  description = "Version of the engine, such as 8.0.35."
  value       = lightsail_database.this.engine_version
}

output "latest_restorable_time" {
  description = "Latest point in time that the database can be restored to; null without backups. It changes every few minutes: an output of the root module with it shows this in each plan."
  value       = lightsail_database.this.latest_restorable_time
}

output "parameters_apply_status" {
  description = "Whether the database uses its parameters: in-sync, applying or pending-reboot; null without parameters."
  value       = one(lightsail_database_parameters.this[*].apply_status)
}

output "tags" {
  description = "All tags of the database, including the default tags of the provider."
  value       = lightsail_database.this.tags_all
}
