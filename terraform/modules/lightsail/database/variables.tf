variable "name" {
  description = "Name of the database, unique in the region among all kinds of Lightsail resources. By the convention {environment}-{service}: dev-trades. Another name replaces the database."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]$", var.name)) && length(var.name) <= 255
    error_message = "The name must have 2 to 255 letters, digits or hyphens, and must begin and end with a letter or digit: dev-trades."
  }
}

variable "blueprint_id" {
  description = "Engine with its major version, such as postgres_16 or mysql_8_0. A higher version of the same engine is an upgrade in place, after a snapshot. Another engine or a lower version replaces the database."
  type        = string

  validation {
    condition     = can(regex("^(mysql|postgres)_[0-9]+(_[0-9]+)?$", var.blueprint_id))
    error_message = "The blueprint must be an engine with its major version: postgres_16, mysql_8_0."
  }
}

variable "bundle_id" {
  description = "Size and price, such as micro_2_0; small_ha_2_0 has a standby in another zone. The data source lightsail_database_bundles lists them. What another bundle does: bundle_change."
  type        = string
  default     = "micro_2_0"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]+(_[a-z0-9]+)*$", var.bundle_id))
    error_message = "The bundle must be the ID of a database bundle, such as micro_2_0 or small_ha_2_0."
  }
}

variable "bundle_change" {
  description = "What another bundle_id does: replace, a new and empty database, or keep_data, the database with its data, from a snapshot under the same name. keep_data refuses a smaller bundle. The database is not available meanwhile, usually for 30 to 60 minutes, and has another address afterwards."
  type        = string
  default     = "replace"
  nullable    = false

  validation {
    condition     = contains(["replace", "keep_data"], var.bundle_change)
    error_message = "The change must be replace or keep_data."
  }
}

variable "keep_resize_snapshot" {
  description = "Whether keep_data keeps the snapshot {name}-resize-{date}-{time}. Lightsail bills it until you delete it."
  type        = bool
  default     = true
  nullable    = false
}

variable "database_name" {
  description = "Name of the first database in it. Another name replaces the database."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9_]*$", var.database_name)) && length(var.database_name) <= 64
    error_message = "The name of the first database must be a letter, then letters, digits and _, at most 64 characters: trades."
  }
}

variable "username" {
  description = "Name of the master user, at most 16 characters for MySQL. Another name replaces the database."
  type        = string
  default     = "keeper"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9_]*$", var.username)) && length(var.username) <= 63
    error_message = "The name of the master user must be a letter, then letters, digits and _, at most 63 characters: keeper."
  }
}

# From Terraform 1.10 and OpenTofu 1.11 on, ephemeral_override.tf.example makes this variable ephemeral. Older ones do
# not know the word.
variable "master_password" {
  description = "Password of the master user, which is not stored; null: Lightsail makes one, which the ephemeral resource lightsail_database_password reads. Requires master_password_version, and Terraform or OpenTofu 1.11."
  type        = string
  default     = null
  sensitive   = true
}

variable "master_password_version" {
  description = "Version of master_password; null without one. Another number sets the current value in place."
  type        = number
  default     = null

  validation {
    condition     = var.master_password_version == null ? true : floor(var.master_password_version) == var.master_password_version
    error_message = "The version must be a whole number."
  }
}

variable "availability_zone" {
  description = "Availability Zone, such as eu-central-1a; null: Lightsail chooses one, as it does for a high-availability bundle. Another zone replaces the database, except together with another bundle and keep_data."
  type        = string
  default     = null
}

variable "restore_from" {
  description = "What the database is created from; null: empty. A snapshot, { snapshot_name = \"dev-trades-last\" }, or another database, { source_name = \"dev-trades\", latest = true } or { source_name = \"dev-trades\", time = \"2026-11-01T12:00:00Z\" }. A change after the creation has no effect."
  type = object({
    snapshot_name = optional(string)
    source_name   = optional(string)
    time          = optional(string)
    latest        = optional(bool)
  })
  default = null
}

variable "backup_retention" {
  description = "Whether automatic backups are made, for a restore to any point in the last seven days. false deletes the existing ones."
  type        = bool
  default     = true
  nullable    = false
}

variable "backup_window" {
  description = "Daily time range of the automatic backups in UTC, at least 30 minutes: 16:00-16:30; null: Lightsail chooses one. It must not overlap the maintenance window."
  type        = string
  default     = null

  validation {
    condition     = var.backup_window == null ? true : can(regex("^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$", var.backup_window))
    error_message = "The backup window must be a daily time range in UTC: 16:00-16:30."
  }
}

variable "maintenance_window" {
  description = "Weekly time range of the maintenance in UTC, at least 30 minutes: sun:17:00-sun:17:30; null: Lightsail chooses one."
  type        = string
  default     = null

  validation {
    condition     = var.maintenance_window == null ? true : can(regex("^(mon|tue|wed|thu|fri|sat|sun):([01][0-9]|2[0-3]):[0-5][0-9]-(mon|tue|wed|thu|fri|sat|sun):([01][0-9]|2[0-3]):[0-5][0-9]$", lower(var.maintenance_window)))
    error_message = "The maintenance window must be a weekly time range in UTC: sun:17:00-sun:17:30."
  }
}

variable "publicly_accessible" {
  description = "Whether the database can be reached from the internet. Otherwise only Lightsail resources of the region can reach it."
  type        = bool
  default     = false
  nullable    = false
}

variable "apply_immediately" {
  description = "Whether changes are made at once. With false, Lightsail makes those that interrupt the service in the next maintenance window."
  type        = bool
  default     = true
  nullable    = false
}

variable "parameters" {
  description = "Parameters of the engine by their names, { max_connections = \"200\" }; an empty map: none. The plan checks names and values. A parameter that is taken away gets its earlier value."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for value in values(var.parameters) : value != null])
    error_message = "A parameter must have a value. To get its earlier value, take it away."
  }
}

variable "parameters_reboot" {
  description = "Whether the database is rebooted when a static parameter has changed: never or if_needed."
  type        = string
  default     = "never"
  nullable    = false

  validation {
    condition     = contains(["never", "if_needed"], var.parameters_reboot)
    error_message = "parameters_reboot must be never or if_needed."
  }
}

variable "final_snapshot_name" {
  description = "Name of the snapshot that is taken before the database is deleted; null: {name}-final-{timestamp}. {timestamp} becomes the time of the deletion."
  type        = string
  default     = null
}

variable "skip_final_snapshot" {
  description = "Whether the database is deleted without a last snapshot: its data are lost. Apply a change before the deletion."
  type        = bool
  default     = false
  nullable    = false
}

variable "deletion_protection" {
  description = "Whether each plan that would delete or replace the database fails. To delete it, apply false first."
  type        = bool
  default     = true
  nullable    = false
}

variable "environment" {
  description = "Environment of the database: the tag Environment, and the first part of its name; null: neither."
  type        = string
  default     = null

  validation {
    condition     = var.environment == null ? true : contains(["dev", "staging", "prod"], var.environment)
    error_message = "The environment must be dev, staging or prod."
  }
}

variable "service" {
  description = "What the database is for: the tag Service; null: no tag. The guide has the services data-collector, execution and monitor."
  type        = string
  default     = null

  validation {
    condition     = var.service == null ? true : can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.service))
    error_message = "The service must be lower case with single hyphens: data-collector, execution, monitor."
  }
}

variable "team" {
  description = "Team that is responsible for the database: the tag Team; null: no tag."
  type        = string
  default     = null
}

variable "critical_level" {
  description = "How critical the database is: the tag CriticalLevel; null: no tag."
  type        = string
  default     = null

  validation {
    condition     = var.critical_level == null ? true : contains(["critical", "high", "medium", "low"], var.critical_level)
    error_message = "The critical level must be critical, high, medium or low."
  }
}

variable "tags" {
  description = "More tags. Those of the tag strategy (Environment, Service, Team, CriticalLevel) take precedence."
  type        = map(string)
  default     = {}
  nullable    = false
}
