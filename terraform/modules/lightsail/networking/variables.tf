variable "ssh_allowed_cidrs" {
  description = "Networks that may use SSH (22/tcp)."
  type        = list(string)
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.ssh_allowed_cidrs : can(cidrhost(cidr, 0))])
    error_message = "Each network must be written as address/length: 203.0.113.7/32."
  }
}

variable "allow_browser_ssh" {
  description = "Whether the SSH client of the Lightsail console may connect."
  type        = bool
  default     = false
  nullable    = false
}

variable "monitoring_allowed_cidrs" {
  description = "Networks that may use Prometheus (9090/tcp) and Grafana (3000/tcp) on the monitor. With an empty list they are only reachable through WireGuard."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.monitoring_allowed_cidrs : can(cidrhost(cidr, 0))])
    error_message = "Each network must be written as address/length: 203.0.113.7/32."
  }
}

variable "exporter_allowed_cidrs" {
  description = "Networks that may scrape the node exporters (9100/tcp). With an empty list they are only reachable through WireGuard."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.exporter_allowed_cidrs : can(cidrhost(cidr, 0))])
    error_message = "Each network must be written as address/length: 203.0.113.7/32."
  }
}

variable "wireguard_allowed_cidrs" {
  description = "Networks that may connect to WireGuard (51820/udp). WireGuard does not respond without a valid key, so peers with changing addresses may come from anywhere."
  type        = list(string)
  default     = ["0.0.0.0/0"]
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.wireguard_allowed_cidrs : can(cidrhost(cidr, 0))])
    error_message = "Each network must be written as address/length: 203.0.113.7/32."
  }
}
