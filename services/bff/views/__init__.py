"""One view model per screen, made by pure functions from the answers of the services. The JSON and the pages show the same ones."""
