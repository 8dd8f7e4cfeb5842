# By domain/name/type, each percent-encoded:
terraform import lightsail_domain_records.mail example.com/mail/MX
