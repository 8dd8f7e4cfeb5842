terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_lb" "web" {
  name          = "example-found-lb"
  instance_port = 80
}

# Usually a load balancer that another configuration created.
data "lightsail_lb" "web" {
  name = lightsail_lb.web.name
}

output "web" {
  value = {
    address = data.lightsail_lb.web.dns_name
    # Instances that are not healthy, with the reason: { web-1 = "Instance.Timeout" }
    problems = { for name, health in data.lightsail_lb.web.instance_health : name => health.reason if health.state != "healthy" }
  }
}
