resource "lightsail_thing" "one" {
  name = "one"
}
