# Creates, changes and destroys a container service at the endpoint of AWS_ENDPOINT_URL. In Lightsail itself this takes
# some minutes and costs some cents.

variables {
  name        = "dev-test"
  environment = "dev"
}

run "without_a_deployment" {
  assert {
    condition     = lightsail_container_service.this.state == "READY" && output.version == null && output.monthly_price_usd > 0
    error_message = "A service without containers is ready, and has a price."
  }
}

run "the_first_deployment" {
  variables {
    containers      = { web = { image = "nginx:1.27", ports = { "80" = "HTTP" } } }
    public_endpoint = { container_name = "web", container_port = 80 }
  }

  assert {
    condition     = output.version == 1 && output.state == "ACTIVE"
    error_message = "The first deployment is active."
  }
}

run "changes_in_place" {
  variables {
    containers      = { web = { image = "nginx:1.28", ports = { "80" = "HTTP" } }, side = { image = "busybox:1.37", command = ["sleep", "1000000"] } }
    public_endpoint = { container_name = "web", container_port = 80, health_check = { success_codes = "200" } }
    power           = "micro"
    scale           = 2
    tags            = { Desk = "tokyo" }

    ecr_image_puller_role = true
  }

  assert {
    condition     = output.version == 2 && output.arn == run.without_a_deployment.arn && output.url == run.without_a_deployment.url
    error_message = "Containers are a new version, and the service is the same."
  }

  assert {
    condition     = output.monthly_price_usd > run.without_a_deployment.monthly_price_usd && output.tags["Desk"] == "tokyo"
    error_message = "Power, scale and tags have changed."
  }

  assert {
    condition     = startswith(output.ecr_principal_arn, "arn:")
    error_message = "The service has a role for Amazon ECR."
  }
}

run "no_deployment_any_more" {
  assert {
    condition     = output.version == null && lightsail_container_service.this.power == "nano" && output.ecr_principal_arn == null
    error_message = "The service stays without the deployment, which keeps running."
  }
}
