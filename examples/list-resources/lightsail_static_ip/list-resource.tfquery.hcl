# Static IPs that are not attached cost money.
list "lightsail_static_ip" "unused" {
  provider = lightsail

  config {
    is_attached = false
  }
}
