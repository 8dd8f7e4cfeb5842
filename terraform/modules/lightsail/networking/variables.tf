variable "ssh_allowed_cidrs" {
  description = "Networks that may log in through SSH (22/tcp)."
  type        = list(string)
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.ssh_allowed_cidrs : can(cidrhost(cidr, 0))])
    error_message = "Each network is written as address/length: 203.0.113.7/32."
  }
}

variable "allow_browser_ssh" {
  description = "Lets the SSH client of the Lightsail console in."
  type        = bool
  default     = false
  nullable    = false
}

variable "monitoring_allowed_cidrs" {
  description = "Networks that may open Prometheus (9090/tcp) and Grafana (3000/tcp) on the monitor. An empty list leaves them to WireGuard."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.monitoring_allowed_cidrs : can(cidrhost(cidr, 0))])
    error_message = "Each network is written as address/length: 203.0.113.7/32."
  }
}

variable "exporter_allowed_cidrs" {
  description = "Networks that may scrape the node exporters (9100/tcp). An empty list leaves them to WireGuard."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.exporter_allowed_cidrs : can(cidrhost(cidr, 0))])
    error_message = "Each network is written as address/length: 203.0.113.7/32."
  }
}

variable "wireguard_allowed_cidrs" {
  description = "Networks that may reach WireGuard (51820/udp). It answers nobody who has no key, so peers with moving addresses may come from anywhere."
  type        = list(string)
  default     = ["0.0.0.0/0"]
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.wireguard_allowed_cidrs : can(cidrhost(cidr, 0))])
    error_message = "Each network is written as address/length: 203.0.113.7/32."
  }
}
