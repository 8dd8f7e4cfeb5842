# Include the file in ~/.ssh/config, then run `ssh prod-monitor`.
output "ssh_config" {
  value = provider::lightsail::ssh_config({
    prod-monitor     = { host = "203.0.113.2", user = "ubuntu", identity_file = "~/.ssh/prod.pem" }
    prod-collector-1 = { host = "10.0.0.5", user = "ubuntu", port = 2222, proxy_jump = "prod-monitor" }
  })
}
