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
  description = "Bundle of the instance: micro_3_0, small_3_0, medium_3_0 … Another bundle replaces the instance and its disk."
  type        = string
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
