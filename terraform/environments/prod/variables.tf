variable "aws_region" {
  description = "Region of all instances: the one that is closest to the exchange."
  type        = string
  default     = "ap-northeast-1"
}

variable "availability_zones" {
  description = "Availability zones for the instances; empty: the first two zones of the region. Another zone replaces running instances, so set them here."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "ssh_allowed_cidrs" {
  description = "Networks that may use SSH, such as [\"203.0.113.7/32\"]."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = !anytrue([for cidr in var.ssh_allowed_cidrs : endswith(cidr, "/0")])
    error_message = "SSH in prod must not be open to all addresses: set your networks, such as 203.0.113.7/32."
  }
}

variable "allow_browser_ssh" {
  description = "Whether the SSH client of the Lightsail console may connect; null: only if ssh_allowed_cidrs has no network."
  type        = bool
  default     = null
}

variable "monitoring_allowed_cidrs" {
  description = "Networks that may use Prometheus and Grafana; null: ssh_allowed_cidrs."
  type        = list(string)
  default     = null

  validation {
    condition     = !anytrue([for cidr in coalesce(var.monitoring_allowed_cidrs, []) : endswith(cidr, "/0")])
    error_message = "Prometheus and Grafana in prod must not be open to all addresses: set your networks, such as 203.0.113.7/32."
  }
}

variable "exporter_allowed_cidrs" {
  description = "Networks that may scrape the node exporters; empty: only through WireGuard."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = !anytrue([for cidr in var.exporter_allowed_cidrs : endswith(cidr, "/0")])
    error_message = "Node exporters in prod must not be open to all addresses: set your networks, such as 203.0.113.7/32."
  }
}

variable "wireguard_allowed_cidrs" {
  description = "Networks that may connect to WireGuard."
  type        = list(string)
  default     = ["0.0.0.0/0"]
  nullable    = false
}

variable "ssh_public_key" {
  description = "Public key of the environment's key pair; empty: the instances use the default key pair of the region."
  type        = string
  default     = ""
  nullable    = false
}

variable "create_key_pair" {
  description = "Without ssh_public_key: whether Lightsail creates the environment's key pair. Its private key is in the state, so protect the state."
  type        = bool
  default     = false
  nullable    = false
}

variable "ssh_key_version" {
  description = "Version of the environment's key pair. To rotate it, set another ssh_public_key and the next number. Running instances keep their key pair."
  type        = number
  default     = 1
  nullable    = false
}

variable "ssh_oldest_key_version" {
  description = "Oldest version to keep of the key pairs that Lightsail created."
  type        = number
  default     = 1
  nullable    = false
}

variable "hardening" {
  description = "New instances disable passwords, install updates, and run UFW and the node exporter from their first start."
  type        = bool
  default     = true
  nullable    = false
}

variable "blueprint_id" {
  description = "Blueprint of the instances. Another one replaces running instances."
  type        = string
  default     = "ubuntu_22_04"
}

variable "collector_bundle_id" {
  description = "Bundle of the data collectors. Another one replaces the running instances."
  type        = string
  default     = "small_3_0"
}

variable "execution_bundle_id" {
  description = "Bundle of the execution engine. What another one does: bundle_change."
  type        = string
  default     = "medium_3_0"
}

variable "monitor_bundle_id" {
  description = "Bundle of the monitor. What another one does: bundle_change."
  type        = string
  default     = "medium_3_0"
}

variable "bundle_change" {
  description = "What another bundle of the execution engine and the monitor does: keep_data, the instance stops for some minutes and keeps its disk and its address, or replace, a new instance with an empty disk. A data collector is always replaced and finds its data on its data disk."
  type        = string
  default     = "keep_data"
  nullable    = false
}

variable "keep_auto_snapshots" {
  description = "Whether the automatic snapshots of the execution engine and the monitor are copied before keep_data creates the instance again, which deletes them. Lightsail bills the copies until you delete them."
  type        = bool
  default     = false
  nullable    = false
}

variable "deletion_protection" {
  description = "Whether the execution engine, the monitor and the data disks of the collectors are protected: a plan that would delete or replace one of them is refused. Another bundle is possible with bundle_change. To delete one, apply with its instance in unprotected first."
  type        = bool
  default     = true
  nullable    = false
}

variable "unprotected" {
  description = "Instances that are not protected, with their data disks, although deletion_protection is true: [\"prod-monitor\"]."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.unprotected, ["prod-collector-1", "prod-collector-2", "prod-exec-1", "prod-monitor"])) == 0
    error_message = "The instances of prod are prod-collector-1, prod-collector-2, prod-exec-1 and prod-monitor."
  }
}

variable "final_snapshots" {
  description = "Whether a snapshot is taken before the execution engine, the monitor or a data disk is deleted. Lightsail bills it until you delete it."
  type        = bool
  default     = true
  nullable    = false
}

variable "metadata_http_tokens" {
  description = "Access to the instance metadata service: required (IMDSv2 only) or optional; null: as Lightsail has it."
  type        = string
  default     = "required"
}

variable "collector_data_disk_size_in_gb" {
  description = "Size in GB of the data disk of each data collector, which outlives the instance; 0: no disk. A larger size keeps the data, and stops the collector for some minutes."
  type        = number
  default     = 32
  nullable    = false
}

variable "restore_from" {
  description = "Snapshots that new instances without a data disk are created from, by the name of the instance: { prod-monitor = { snapshot_name = \"monitor-kept\" } }. Running instances are not changed."
  type = map(object({
    snapshot_name = optional(string)
    source_name   = optional(string)
    date          = optional(string)
    latest        = optional(bool)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = length(setsubtract(keys(var.restore_from), ["prod-exec-1", "prod-monitor"])) == 0
    error_message = "Only prod-exec-1 and prod-monitor can come from a snapshot. The data of a collector is on its data disk."
  }
}

variable "team" {
  description = "Team that is responsible for the instances: the tag Team."
  type        = string
  default     = "Quant"
}

variable "inventory_file" {
  description = "Ansible inventory file to write; null: ansible/inventory/prod_lightsail_hosts.json in the root of the repository."
  type        = string
  default     = null
}

variable "price_list" {
  description = "Bundles with their prices per month, such as those agreed with AWS; null: the current price list of Lightsail."
  type        = list(object({ bundle_id = string, price_usd = number }))
  default     = null
}
