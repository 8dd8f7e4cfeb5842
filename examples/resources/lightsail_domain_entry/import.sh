# By domain/name/type/target, each percent-encoded. The domain itself has an empty name: example.com//MX/10%20mail.example.net
terraform import lightsail_domain_entry.www example.com/www/A/192.0.2.1
