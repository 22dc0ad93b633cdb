"""The carriers, as this service reaches them: SMTP, `provider/v1`, Web Push; and how several stand in for each other."""
