"""The areas of the service: each has its pages, its JSON, and the shapes of that JSON."""
