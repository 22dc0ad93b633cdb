"""One function per screen: it asks the services what the screen needs, all at once, and makes its view. The JSON and the pages call the same ones."""
