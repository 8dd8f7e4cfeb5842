# By path:
terraform import lightsail_ansible_inventory.example ansible/inventory/example_lightsail_hosts.json
