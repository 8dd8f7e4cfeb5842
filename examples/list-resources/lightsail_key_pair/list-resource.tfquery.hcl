list "lightsail_key_pair" "ours" {
  provider         = lightsail
  include_resource = true

  config {
    name_regex = "-key$"
    tags       = { Owner = "trading" }
  }
}
