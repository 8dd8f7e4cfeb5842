variable "name" {
  description = "Name of the service, which becomes a part of its URL. By the convention {environment}-{service}: dev-dashboard. Another name replaces the service."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", var.name)) && length(var.name) <= 63
    error_message = "The name must have 1 to 63 lower-case letters, digits or hyphens, and must begin and end with a letter or digit: dev-dashboard."
  }
}

variable "power" {
  description = "Memory and processors of each node: nano, micro, small, medium, large or xlarge. It is changed in place."
  type        = string
  default     = "nano"
  nullable    = false

  validation {
    condition     = contains(["nano", "micro", "small", "medium", "large", "xlarge"], var.power)
    error_message = "The power must be nano, micro, small, medium, large or xlarge."
  }
}

variable "scale" {
  description = "Number of nodes. Each runs all containers. It is changed in place."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.scale >= 1 && var.scale <= 20 && floor(var.scale) == var.scale
    error_message = "The scale must be a whole number from 1 to 20."
  }
}

variable "is_disabled" {
  description = "Whether the service is disabled: its URL does not respond, but Lightsail charges for it."
  type        = bool
  default     = false
  nullable    = false
}

variable "environment" {
  description = "Environment of the service: the tag Environment, and the first part of its name; null: neither."
  type        = string
  default     = null

  validation {
    condition     = var.environment == null ? true : contains(["dev", "staging", "prod"], var.environment)
    error_message = "The environment must be dev, staging or prod."
  }
}

variable "service" {
  description = "What the containers do: the tag Service; null: no tag. The guide has the services data-collector, execution and monitor."
  type        = string
  default     = null

  validation {
    condition     = var.service == null ? true : can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.service))
    error_message = "The service must be lower case with single hyphens: data-collector, execution, monitor."
  }
}

variable "team" {
  description = "Team that is responsible for the service: the tag Team; null: no tag."
  type        = string
  default     = null
}

variable "critical_level" {
  description = "How critical the service is: the tag CriticalLevel; null: no tag."
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

variable "containers" {
  description = "Containers of the deployment by their names; an empty map: no deployment, because a workflow deploys by itself. image is one of a registry (nginx:1.27) or one pushed to the service (:dev-dashboard.web.3). ports are numbers as text with HTTP, HTTPS, TCP or UDP. Secrets belong into secret_environment."
  type = map(object({
    image       = string
    command     = optional(list(string))
    environment = optional(map(string))
    ports       = optional(map(string), {})
  }))
  default  = {}
  nullable = false

  validation {
    condition     = length(var.containers) <= 10
    error_message = "A deployment has at most 10 containers."
  }

  validation {
    condition     = alltrue([for name in keys(var.containers) : can(regex("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", name)) && length(name) <= 53])
    error_message = "The name of a container must have 1 to 53 lower-case letters, digits or hyphens, and must begin and end with a letter or digit."
  }

  validation {
    condition = alltrue(flatten([for container in values(var.containers) : [
      for port, protocol in container.ports : contains(["HTTP", "HTTPS", "TCP", "UDP"], protocol) && can(regex("^[1-9][0-9]{0,4}$", port))
    ]]))
    error_message = "A port must be a number with its protocol HTTP, HTTPS, TCP or UDP: { \"8080\" = \"HTTP\" }."
  }
}

variable "public_endpoint" {
  description = "Container and port that respond at the URL of the service; null: none. The port must be open as HTTP or HTTPS."
  type = object({
    container_name = string
    container_port = number
    health_check = optional(object({
      path                = optional(string, "/")
      success_codes       = optional(string, "200-499")
      healthy_threshold   = optional(number, 2)
      unhealthy_threshold = optional(number, 2)
      interval_seconds    = optional(number, 5)
      timeout_seconds     = optional(number, 2)
    }), {})
  })
  default = null

  validation {
    condition     = var.public_endpoint == null ? true : var.public_endpoint.health_check.timeout_seconds < var.public_endpoint.health_check.interval_seconds
    error_message = "The timeout of the health check must be less than its interval."
  }
}

# From Terraform 1.10 and OpenTofu 1.11 on, ephemeral_override.tf.example makes this variable ephemeral. Older ones do
# not know the word.
variable "secret_environment" {
  description = "Environment variables whose values are not stored: the name of a container and its variables, { collector = { TOKEN = … } }. Requires secret_environment_version, and Terraform or OpenTofu 1.11. A changed value is deployed with the next version."
  type        = map(map(string))
  default     = null
  sensitive   = true
}

variable "secret_environment_version" {
  description = "Version of the values of secret_environment; null without them. Another number deploys the containers with the current values."
  type        = number
  default     = null

  validation {
    condition     = var.secret_environment_version == null ? true : floor(var.secret_environment_version) == var.secret_environment_version
    error_message = "The version must be a whole number."
  }
}

variable "domain_names" {
  description = "Domain names of your own by the names of their Lightsail certificates: { example-cert = [\"www.example.com\"] }. At most four, of certificates in the same region that are issued."
  type        = map(list(string))
  default     = {}
  nullable    = false

  validation {
    condition     = length(flatten(values(var.domain_names))) <= 4 && alltrue([for names in values(var.domain_names) : length(names) > 0])
    error_message = "A service can have four domain names in total, and each certificate needs at least one."
  }
}

variable "ecr_image_puller_role" {
  description = "Whether the service has a role to pull images from private repositories of Amazon ECR. The policy of the repository allows the output ecr_principal_arn."
  type        = bool
  default     = false
  nullable    = false
}

variable "rollback_on_failure" {
  description = "Whether the deployment of the state is made again when a change fails and another tool has deployed meanwhile. A failed deployment alone does not need this: the service stays on the last active one."
  type        = bool
  default     = false
  nullable    = false
}

variable "on_destroy" {
  description = "What happens when only the deployment is destroyed, because containers is empty: keep (the containers keep running) or disable_service."
  type        = string
  default     = "keep"
  nullable    = false

  validation {
    condition     = contains(["keep", "disable_service"], var.on_destroy)
    error_message = "on_destroy must be keep or disable_service."
  }
}
