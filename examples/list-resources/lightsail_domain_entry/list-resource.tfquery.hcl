# All text entries of a zone.
list "lightsail_domain_entry" "texts" {
  provider         = lightsail
  include_resource = true

  config {
    domain_name = "example.com"
    type        = "TXT"
  }
}
