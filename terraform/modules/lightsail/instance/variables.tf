variable "name" {
  description = "Name of the machine by the convention {environment}-{service}-{number}: prod-collector-1, prod-monitor."
  type        = string

  validation {
    condition     = can(regex("^(dev|staging|prod)-[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.name)) && length(var.name) <= 60
    error_message = "A name follows {environment}-{service}-{number} in lower case with single dashes, at most 60 characters: prod-collector-1, dev-monitor."
  }
}

variable "environment" {
  description = "Environment that the machine belongs to: the tag Environment, and the first part of its name."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "The environment is one of dev, staging, prod."
  }
}

variable "service" {
  description = "What the machine does: the tag Service. The guide's services are data-collector, execution and monitor."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.service))
    error_message = "A service is lower case with single dashes: data-collector, execution, monitor."
  }
}

variable "team" {
  description = "Who answers for the machine: the tag Team."
  type        = string
  default     = "Quant"
}

variable "critical_level" {
  description = "How much it hurts when the machine is down: the tag CriticalLevel."
  type        = string
  default     = "medium"

  validation {
    condition     = contains(["critical", "high", "medium", "low"], var.critical_level)
    error_message = "The critical level is one of critical, high, medium, low."
  }
}

variable "backup" {
  description = "How often the machine is backed up: the tag Backup. With daily and hourly Lightsail also takes its automatic snapshot, once a day."
  type        = string
  default     = "none"

  validation {
    condition     = contains(["hourly", "daily", "weekly", "none"], var.backup)
    error_message = "The backup is one of hourly, daily, weekly, none."
  }
}

variable "snapshot_time" {
  description = "Hour of the automatic snapshot, UTC, as HH:00."
  type        = string
  default     = "18:00"

  validation {
    condition     = can(regex("^([01][0-9]|2[0-3]):00$", var.snapshot_time))
    error_message = "Lightsail takes snapshots on the hour: 00:00 to 23:00, UTC."
  }
}

variable "tags" {
  description = "More tags; those of the tag strategy (Environment, Service, Team, CriticalLevel, Backup) win."
  type        = map(string)
  default     = {}
}

variable "bundle_id" {
  description = "Size of the machine: micro_3_0, small_3_0, medium_3_0 … Another size replaces the machine and its disk."
  type        = string
}

variable "blueprint_id" {
  description = "Operating system of the machine. Another one replaces the machine and its disk."
  type        = string
  default     = "ubuntu_22_04"
}

variable "availability_zone" {
  description = "Zone of the machine; null takes the region's first. Another one replaces the machine and its disk."
  type        = string
  default     = null
}

variable "key_pair_name" {
  description = "Key pair that opens the machine; null takes the region's default key pair. Another one is for the next machine of this name: one that runs keeps its own."
  type        = string
  default     = null
}

variable "hardening" {
  description = "At its first start the machine refuses passwords, updates itself from then on, opens the ports of firewall_rules in UFW and runs the node exporter (Debian, Ubuntu)."
  type        = bool
  default     = true
  nullable    = false
}

variable "user_data" {
  description = "POSIX shell script that the machine runs at its first start, after the hardening. Another one is for the next machine of this name."
  type        = string
  default     = null

  validation {
    condition     = length(coalesce(var.user_data, " ")) <= 12288
    error_message = "Together with the hardening a script has room for 16 KB: this one may have 12 KB. Let Ansible do the rest."
  }
}

variable "enable_static_ip" {
  description = "Gives the machine a public address that survives a stop and a rebuild."
  type        = bool
  default     = false
  nullable    = false
}

variable "firewall_rules" {
  description = "All that is open on the machine; nothing else is. An empty list closes everything, and a rule whose lists of sources are given and empty lets nobody in; one without any is open to everybody. The module networking makes lists by service."
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
