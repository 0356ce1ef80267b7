"""The web server: routes as data, one layer that decodes requests, one table of errors."""
