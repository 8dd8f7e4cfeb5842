# A website on two instances behind a load balancer, with a certificate for three names and the DNS zone that has them. One apply creates everything: it waits
# until the certificate is issued, until both instances are healthy, and then redirects HTTP to HTTPS. At the registrar of the domain, set the name servers of the
# output.
#
# Neither of these interrupts the website: another certificate, and an instance that is built again while the other one responds:
#
#   terraform apply -var certificate_version=2
#   terraform apply -replace='lightsail_instance.web["a"]'
terraform {
  required_version = ">= 1.5"

  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

variable "domain_name" {
  description = "Domain of the website. Its registrar must name the name servers of the zone."
  type        = string
  default     = "example.com"
}

variable "certificate_version" {
  description = "Version of the certificate. Another number makes another certificate, which takes the place of the one before."
  type        = number
  default     = 1
}

locals {
  names = { apex = var.domain_name, www = "www.${var.domain_name}", api = "api.${var.domain_name}" }
}

# ---- the instances ----
resource "lightsail_instance" "web" {
  for_each = toset(["a", "b"])

  name         = "example-web-${each.key}"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"

  user_data = <<-SCRIPT
    #!/bin/sh
    apt-get -y update && apt-get -y install nginx
  SCRIPT
}

# Another port replaces the load balancer. Because of create_before_destroy below, Terraform creates the new one first: give it another name, and use another
# certificate_version.
resource "lightsail_lb" "web" {
  name              = "example-web"
  instance_port     = 80
  health_check_path = "/"
}

# The ARN changes when the instance is built again: the new one is then attached in the same apply.
resource "lightsail_lb_attachment" "web" {
  for_each = lightsail_instance.web

  lb_name          = lightsail_lb.web.name
  instance_name    = each.value.name
  instance_arn     = each.value.arn
  wait_for_healthy = true
}

# ---- the names ----
resource "lightsail_domain" "web" {
  domain_name = var.domain_name
}

resource "lightsail_domain_entry" "web" {
  for_each = local.names

  domain_name = lightsail_domain.web.domain_name
  name        = each.value
  type        = "A"
  target      = lightsail_lb.web.dns_name
  is_alias    = true
}

# ---- HTTPS ----
# A load balancer has room for two certificates: the next one is created and attached before the last one is deleted.
resource "lightsail_lb_certificate" "web" {
  lb_name                   = lightsail_lb.web.name
  name                      = "example-web-${var.certificate_version}"
  domain_name               = var.domain_name
  subject_alternative_names = values(local.names)

  lifecycle {
    create_before_destroy = true
  }
}

# Lightsail adds these entries to a zone of its own, too; those that exist are taken over.
resource "lightsail_domain_entry" "validation" {
  for_each = lightsail_lb_certificate.web.validation_records

  domain_name = lightsail_domain.web.domain_name
  name        = each.value.name
  type        = each.value.type
  target      = each.value.value
}

# Waits until the certificate is issued.
resource "lightsail_lb_certificate_attachment" "web" {
  lb_name          = lightsail_lb.web.name
  certificate_name = lightsail_lb_certificate.web.name

  depends_on = [lightsail_domain_entry.validation]
}

resource "lightsail_lb_https_redirection_policy" "web" {
  lb_name = lightsail_lb.web.name
  enabled = true

  depends_on = [lightsail_lb_certificate_attachment.web]
}

output "url" {
  value = "https://${var.domain_name}"
}

output "name_servers" {
  value = lightsail_domain.web.name_servers
}
