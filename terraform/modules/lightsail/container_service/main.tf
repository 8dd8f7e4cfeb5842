# One container service with its deployment. Without containers there is no deployment: a workflow deploys by itself.

locals {
  tags = merge(var.tags, { for key, value in {
    Environment   = var.environment
    Service       = var.service
    Team          = var.team
    CriticalLevel = var.critical_level
  } : key => value if value != null })
}

resource "lightsail_container_service" "this" {
  name        = var.name
  power       = var.power
  scale       = var.scale
  is_disabled = var.is_disabled
  tags        = local.tags

  dynamic "public_domain_names" {
    for_each = length(var.domain_names) == 0 ? [] : [var.domain_names]

    content {
      dynamic "certificate" {
        for_each = public_domain_names.value

        content {
          certificate_name = certificate.key
          domain_names     = certificate.value
        }
      }
    }
  }

  dynamic "private_registry_access" {
    for_each = var.ecr_image_puller_role ? [true] : []

    content {
      ecr_image_puller_role {
        is_active = true
      }
    }
  }

  lifecycle {
    precondition {
      condition     = var.environment == null ? true : startswith(var.name, "${var.environment}-")
      error_message = "The name '${var.name}' must begin with its environment: '${coalesce(var.environment, "dev")}-'."
    }
  }
}

# With the ARN, a service that is replaced gets its containers in the same apply.
resource "lightsail_container_deployment" "this" {
  count = length(var.containers) == 0 ? 0 : 1

  service_name           = lightsail_container_service.this.name
  service_arn            = lightsail_container_service.this.arn
  environment_wo         = var.secret_environment
  environment_wo_version = var.secret_environment_version
  rollback_on_failure    = var.rollback_on_failure
  on_destroy             = var.on_destroy

  dynamic "container" {
    for_each = var.containers

    content {
      container_name = container.key
      image          = container.value.image
      command        = container.value.command
      environment    = container.value.environment
      ports          = container.value.ports
    }
  }

  dynamic "public_endpoint" {
    for_each = var.public_endpoint == null ? [] : [var.public_endpoint]

    content {
      container_name = public_endpoint.value.container_name
      container_port = public_endpoint.value.container_port

      health_check {
        path                = public_endpoint.value.health_check.path
        success_codes       = public_endpoint.value.health_check.success_codes
        healthy_threshold   = public_endpoint.value.health_check.healthy_threshold
        unhealthy_threshold = public_endpoint.value.health_check.unhealthy_threshold
        interval_seconds    = public_endpoint.value.health_check.interval_seconds
        timeout_seconds     = public_endpoint.value.health_check.timeout_seconds
      }
    }
  }
}
