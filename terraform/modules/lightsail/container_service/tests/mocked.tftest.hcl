# Tests tags, names and the parts of a deployment with a mocked provider. Secrets need Terraform 1.11:
# tests/e2e/docs/modules.t has them.

mock_provider "lightsail" {
  mock_resource "lightsail_container_service" {
    defaults = {
      arn               = "arn:aws:lightsail:ap-northeast-1:123456789012:ContainerService/00000000-0000-0000-0000-000000000001"
      url               = "https://dev-dashboard.example.ap-northeast-1.cs.amazonlightsail.com/"
      monthly_price_usd = 7
    }
  }

  mock_resource "lightsail_container_deployment" {
    defaults = {
      version = 1
      state   = "ACTIVE"
    }
  }
}

variables {
  name        = "dev-dashboard"
  environment = "dev"

  containers = {
    collector = { image = ":dev-dashboard.collector.3", environment = { REGION = "ap-northeast-1" } }
    dashboard = { image = "nginx:1.27", ports = { "80" = "HTTP" } }
  }

  public_endpoint = { container_name = "dashboard", container_port = 80 }
}

run "a_service_with_its_deployment" {
  assert {
    condition     = output.version == 1 && output.state == "ACTIVE" && startswith(output.url, "https://dev-dashboard.")
    error_message = "The outputs have the deployment and the URL."
  }

  assert {
    condition     = lightsail_container_deployment.this[0].service_arn == output.arn
    error_message = "A replaced service gets its containers in the same apply."
  }

  assert {
    condition     = toset([for container in lightsail_container_deployment.this[0].container : container.container_name]) == toset(["collector", "dashboard"])
    error_message = "Each container of the map is deployed."
  }

  assert {
    condition     = one(one(lightsail_container_deployment.this[0].public_endpoint).health_check).path == "/"
    error_message = "Without a health check the defaults apply."
  }

  assert {
    condition     = output.ecr_principal_arn == null && length(lightsail_container_service.this.public_domain_names) == 0
    error_message = "Without a role and domain names the service has none."
  }
}

run "tags_of_the_strategy" {
  command = plan

  variables {
    service        = "monitor"
    critical_level = "low"
    tags           = { Environment = "other", Desk = "tokyo" }
  }

  assert {
    condition = lightsail_container_service.this.tags == tomap({
      Environment = "dev", Service = "monitor", CriticalLevel = "low", Desk = "tokyo"
    })
    error_message = "The tags of the strategy take precedence over others, and those that are not set are left out."
  }
}

run "a_workflow_deploys" {
  command = plan

  variables {
    containers      = {}
    public_endpoint = null
  }

  assert {
    condition     = length(lightsail_container_deployment.this) == 0 && output.version == null && output.state == null
    error_message = "Without containers there is no deployment."
  }
}

run "domain_names_and_a_health_check" {
  command = plan

  variables {
    domain_names    = { example-cert = ["www.example.com", "example.com"] }
    public_endpoint = { container_name = "dashboard", container_port = 80, health_check = { path = "/health", success_codes = "200" } }
  }

  assert {
    condition     = one(one(lightsail_container_service.this.public_domain_names).certificate).domain_names == tolist(["www.example.com", "example.com"])
    error_message = "The service has the domain names of the certificate."
  }

  assert {
    condition     = one(one(lightsail_container_deployment.this[0].public_endpoint).health_check).success_codes == "200"
    error_message = "The health check is that of the variable."
  }
}

run "a_name_of_another_environment" {
  command = plan

  variables {
    name = "prod-dashboard"
  }

  expect_failures = [lightsail_container_service.this]
}

run "refused_sizes" {
  command = plan

  variables {
    power = "huge"
    scale = 21
  }

  expect_failures = [var.power, var.scale]
}

run "refused_containers" {
  command = plan

  variables {
    containers = { Web = { image = "nginx:1.27" }, web = { image = "nginx:1.27", ports = { "80" = "SCTP" } } }
  }

  expect_failures = [var.containers]
}

run "eleven_containers" {
  command = plan

  variables {
    containers = { for number in range(11) : "web-${number}" => { image = "nginx:1.27" } }
  }

  expect_failures = [var.containers]
}

run "a_slow_health_check" {
  command = plan

  variables {
    public_endpoint = { container_name = "dashboard", container_port = 80, health_check = { timeout_seconds = 5 } }
  }

  expect_failures = [var.public_endpoint]
}

run "refused_settings" {
  command = plan

  variables {
    domain_names   = { example-cert = [] }
    on_destroy     = "delete"
    critical_level = "huge"
  }

  expect_failures = [var.domain_names, var.on_destroy, var.critical_level]
}
