variable "name" {
  description = "Name of the instance by the convention {environment}-{service}-{number}: prod-collector-1, prod-monitor."
  type        = string

  validation {
    condition     = can(regex("^(dev|staging|prod)-[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.name)) && length(var.name) <= 60
    error_message = "The name must follow {environment}-{service}-{number} in lower case with single hyphens, at most 60 characters: prod-collector-1, dev-monitor."
  }
}

variable "environment" {
  description = "Environment of the instance: the tag Environment, and the first part of its name."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "The environment must be dev, staging or prod."
  }
}

variable "service" {
  description = "Service that the instance runs: the tag Service. The guide has the services data-collector, execution and monitor."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.service))
    error_message = "The service must be lower case with single hyphens: data-collector, execution, monitor."
  }
}

variable "team" {
  description = "Team that is responsible for the instance: the tag Team."
  type        = string
  default     = "Quant"
}

variable "critical_level" {
  description = "How critical the instance is: the tag CriticalLevel."
  type        = string
  default     = "medium"

  validation {
    condition     = contains(["critical", "high", "medium", "low"], var.critical_level)
    error_message = "The critical level must be critical, high, medium or low."
  }
}

variable "backup" {
  description = "How often the instance is backed up: the tag Backup. With daily and hourly, Lightsail also takes its automatic snapshot, once a day."
  type        = string
  default     = "none"

  validation {
    condition     = contains(["hourly", "daily", "weekly", "none"], var.backup)
    error_message = "The backup must be hourly, daily, weekly or none."
  }
}

variable "snapshot_time" {
  description = "Hour of the automatic snapshot in UTC, as HH:00."
  type        = string
  default     = "18:00"

  validation {
    condition     = can(regex("^([01][0-9]|2[0-3]):00$", var.snapshot_time))
    error_message = "The hour must be a full hour in UTC, 00:00 to 23:00."
  }
}

variable "tags" {
  description = "More tags. Those of the tag strategy (Environment, Service, Team, CriticalLevel, Backup) take precedence."
  type        = map(string)
  default     = {}
}

variable "bundle_id" {
  description = "Bundle of the instance: micro_3_0, small_3_0, medium_3_0 … What another bundle does: bundle_change."
  type        = string
}

variable "bundle_change" {
  description = "What another bundle_id does: replace, a new instance with an empty disk, or keep_data, the instance with its disk, its address and its tags, stopped for some minutes. keep_data refuses a bundle with a smaller disk."
  type        = string
  default     = "replace"
  nullable    = false

  validation {
    condition     = contains(["replace", "keep_data"], var.bundle_change)
    error_message = "The change must be replace or keep_data."
  }
}

variable "keep_auto_snapshots" {
  description = "Whether keep_data copies the automatic snapshots of the instance before a change by a snapshot, which deletes them. Lightsail bills the copies until you delete them."
  type        = bool
  default     = false
  nullable    = false
}

variable "blueprint_id" {
  description = "Blueprint of the instance. Another one replaces the instance and its disk."
  type        = string
  default     = "ubuntu_22_04"
}

variable "availability_zone" {
  description = "Availability zone of the instance; null: the first zone of the region. Another zone replaces the instance and its disk."
  type        = string
  default     = null
}

variable "key_pair_name" {
  description = "Key pair of the instance; null: the default key pair of the region. A change applies to the next instance of this name: a running one keeps its key pair."
  type        = string
  default     = null
}

variable "hardening" {
  description = "Whether the instance, at its first start, disables passwords, turns on automatic updates, opens the ports of firewall_rules in UFW and starts the node exporter (Debian, Ubuntu)."
  type        = bool
  default     = true
  nullable    = false
}

variable "user_data" {
  description = "POSIX shell script that the instance runs at its first start, after the hardening. A change applies to the next instance of this name."
  type        = string
  default     = null

  validation {
    condition     = length(coalesce(var.user_data, " ")) <= 12288
    error_message = "The script must have at most 12 KB, because the launch script with the hardening has at most 16 KB. Use Ansible for the rest."
  }
}

variable "restore_from" {
  description = "Snapshot that the instance is created from, instead of the blueprint: { snapshot_name = … }, { source_name = …, date = \"2026-11-01\" } or { source_name = …, latest = true }. It applies to the next instance of this name: a running one is not changed. The launch script does not run again. Not together with data_disk."
  type = object({
    snapshot_name = optional(string)
    source_name   = optional(string)
    date          = optional(string)
    latest        = optional(bool)
  })
  default = null
}

variable "deletion_protection" {
  description = "Whether a plan that would delete or replace the instance is refused. To delete it, apply false first."
  type        = bool
  default     = false
  nullable    = false
}

variable "final_snapshot" {
  description = "Whether a snapshot is taken before the instance is deleted or replaced: NAME-final-TIME, such as prod-monitor-final-20261101T120000Z."
  type        = bool
  default     = false
  nullable    = false
}

variable "metadata_http_tokens" {
  description = "Access to the instance metadata service: required (IMDSv2 only) or optional; null: as Lightsail has it. It is changed in place."
  type        = string
  default     = null

  validation {
    condition     = contains(["required", "optional"], coalesce(var.metadata_http_tokens, "optional"))
    error_message = "The tokens must be required, which allows only IMDSv2, or optional."
  }
}

variable "data_disk" {
  description = "Disk for data that outlives the instance; null: none. Its name is NAME-data. A new instance mounts it, and formats it only when it is empty. A larger size keeps the data, and stops the instance for some minutes. The files are at mount_point. deletion_protection and final_snapshot are those of the disk."
  type = object({
    size_in_gb          = number
    mount_point         = optional(string, "/srv/data")
    deletion_protection = optional(bool, false)
    final_snapshot      = optional(bool, false)
  })
  default = null

  validation {
    condition     = var.data_disk == null ? true : var.data_disk.size_in_gb >= 8 && var.data_disk.size_in_gb <= 16384 && floor(var.data_disk.size_in_gb) == var.data_disk.size_in_gb
    error_message = "The data disk must have 8 to 16384 GB, as a whole number."
  }

  validation {
    condition     = var.data_disk == null ? true : can(regex("^(/[A-Za-z0-9][A-Za-z0-9_.-]*)+$", var.data_disk.mount_point))
    error_message = "The mount point must be a path from the root in letters, digits, '_', '.' and '-', without a slash at its end: /srv/data."
  }
}

variable "enable_static_ip" {
  description = "Whether the instance has a static IP, which stays the same after a stop and a replacement."
  type        = bool
  default     = false
  nullable    = false
}

variable "firewall_rules" {
  description = "All open ports of the instance. An empty list closes all ports. A rule whose source lists are set and empty allows no address; one without source lists allows all addresses. The module networking creates lists by service."
  type = list(object({
    protocol          = string
    from_port         = number
    to_port           = number
    cidrs             = optional(list(string))
    ipv6_cidrs        = optional(list(string))
    cidr_list_aliases = optional(list(string))
  }))
  default  = []
  nullable = false
}
