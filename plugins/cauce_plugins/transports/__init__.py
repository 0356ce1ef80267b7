"""The transports that come with Cauce: each speaks one kind of network."""
