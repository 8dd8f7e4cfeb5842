# `terraform query` lists them; `-generate-config-out` writes the import blocks and the configuration.
list "lightsail_instance" "production" {
  provider         = lightsail
  include_resource = true
  limit            = 1000

  config {
    name_regex = "^prod-"
    state      = "running"
    tags       = { Environment = "prod" }
  }
}
