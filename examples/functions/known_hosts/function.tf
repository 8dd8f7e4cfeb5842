# Keys as `ssh-keyscan` or the API returns them. With the file, ssh does not ask at the first connection.
output "known_hosts" {
  value = provider::lightsail::known_hosts({
    "203.0.113.2"        = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBhZMkLFvt7dJ6WyZpjRvSH5ydzXjp2B7JJmJVmfFnyY"]
    "[203.0.113.3]:2222" = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBhZMkLFvt7dJ6WyZpjRvSH5ydzXjp2B7JJmJVmfFnyY"]
  })
}
