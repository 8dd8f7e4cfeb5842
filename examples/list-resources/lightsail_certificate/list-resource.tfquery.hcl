# Certificates that wait for their DNS records.
list "lightsail_certificate" "pending" {
  provider         = lightsail
  include_resource = true

  config {
    status = "PENDING_VALIDATION"
  }
}
