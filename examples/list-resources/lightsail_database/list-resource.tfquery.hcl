# Databases with one engine.
list "lightsail_database" "postgres" {
  provider         = lightsail
  include_resource = true

  config {
    engine = "postgres"
    tags   = { Environment = "prod" }
  }
}
