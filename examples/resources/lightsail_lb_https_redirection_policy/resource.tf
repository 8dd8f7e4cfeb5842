terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_lb" "web" {
  name          = "example-redirecting"
  instance_port = 80
}

# With `true`, the load balancer needs an attached certificate. If this configuration attaches it:
# depends_on = [lightsail_lb_certificate_attachment.web]
resource "lightsail_lb_https_redirection_policy" "web" {
  lb_name = lightsail_lb.web.name
  enabled = false
}
