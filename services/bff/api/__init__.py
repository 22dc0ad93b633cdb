"""The JSON API of the edge, for the mobile application and for the portal's own scripts."""
