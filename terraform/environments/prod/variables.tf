variable "aws_region" {
  description = "Region of all machines: the nearest to the exchange."
  type        = string
  default     = "ap-northeast-1"
}

variable "availability_zones" {
  description = "Zones to spread the machines over; empty takes the region's first two. Another zone replaces running machines, so name them here."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "ssh_allowed_cidrs" {
  description = "Networks that may log in through SSH, such as [\"203.0.113.7/32\"]."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = !anytrue([for cidr in var.ssh_allowed_cidrs : endswith(cidr, "/0")])
    error_message = "SSH in prod is not open to the world: name your networks, such as 203.0.113.7/32."
  }
}

variable "allow_browser_ssh" {
  description = "Lets the SSH client of the Lightsail console in; null: only while ssh_allowed_cidrs names no network."
  type        = bool
  default     = null
}

variable "monitoring_allowed_cidrs" {
  description = "Networks that may open Prometheus and Grafana; null: those that may use SSH."
  type        = list(string)
  default     = null

  validation {
    condition     = !anytrue([for cidr in coalesce(var.monitoring_allowed_cidrs, []) : endswith(cidr, "/0")])
    error_message = "Prometheus and Grafana in prod are not open to the world: name your networks, such as 203.0.113.7/32."
  }
}

variable "exporter_allowed_cidrs" {
  description = "Networks that may scrape the node exporters; empty: only through WireGuard."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = !anytrue([for cidr in var.exporter_allowed_cidrs : endswith(cidr, "/0")])
    error_message = "Node exporters in prod are not open to the world: name your networks, such as 203.0.113.7/32."
  }
}

variable "wireguard_allowed_cidrs" {
  description = "Networks that may reach WireGuard."
  type        = list(string)
  default     = ["0.0.0.0/0"]
  nullable    = false
}

variable "ssh_public_key" {
  description = "Public key for the environment's key pair; empty: the machines open to the region's default key pair."
  type        = string
  default     = ""
  nullable    = false
}

variable "create_key_pair" {
  description = "Without ssh_public_key: has Lightsail make the environment's key pair. Its private key is in the state: keep that safe."
  type        = bool
  default     = false
  nullable    = false
}

variable "ssh_key_version" {
  description = "Version of the environment's key pair. To rotate: another ssh_public_key and the next number. Running machines keep their pair."
  type        = number
  default     = 1
  nullable    = false
}

variable "ssh_oldest_key_version" {
  description = "Oldest version to keep of the pairs that Lightsail made."
  type        = number
  default     = 1
  nullable    = false
}

variable "hardening" {
  description = "New machines refuse passwords, update themselves, run UFW and the node exporter from their first start."
  type        = bool
  default     = true
  nullable    = false
}

variable "blueprint_id" {
  description = "Operating system of the machines. Another one replaces running machines."
  type        = string
  default     = "ubuntu_22_04"
}

variable "collector_bundle_id" {
  description = "Size of the data collectors. Another one replaces the running machines."
  type        = string
  default     = "small_3_0"
}

variable "execution_bundle_id" {
  description = "Size of the execution engine. Another one replaces the running machine."
  type        = string
  default     = "medium_3_0"
}

variable "monitor_bundle_id" {
  description = "Size of the monitor. Another one replaces the running machine."
  type        = string
  default     = "medium_3_0"
}

variable "team" {
  description = "Who answers for the machines: the tag Team."
  type        = string
  default     = "Quant"
}

variable "inventory_file" {
  description = "Ansible inventory to write; null: ansible/inventory/prod_lightsail_hosts.json at the root of the repository."
  type        = string
  default     = null
}

variable "price_list" {
  description = "Sizes with their prices a month, such as those agreed with AWS; null: Lightsail's price list of today."
  type        = list(object({ bundle_id = string, price_usd = number }))
  default     = null
}
