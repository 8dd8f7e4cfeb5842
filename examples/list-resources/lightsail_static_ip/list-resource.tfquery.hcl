# Addresses that are attached to nothing cost money.
list "lightsail_static_ip" "unused" {
  provider = lightsail

  config {
    is_attached = false
  }
}
