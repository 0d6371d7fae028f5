"""The HTTP kit: what every door has in common. Nothing below a route imports it."""
