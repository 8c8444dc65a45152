"""What banks are told and tell, as ISO 20022 messages: statements, notices, payment orders and their status."""
