"""The addresses of the portal. Each asks the same screen as the JSON does, and renders its view."""
