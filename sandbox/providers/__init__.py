"""Whoever carries the suite's messages, played twice: mail relay, SMS gateway, printer of letters, and a push service."""
