"""The durable pipeline: what comes in is kept before it is acknowledged, what goes out is kept before it is sent."""
