# DNS zones of a team.
list "lightsail_domain" "team" {
  provider         = lightsail
  include_resource = true

  config {
    tags = { Team = "desk" }
  }
}
