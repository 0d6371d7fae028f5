"""The protocol as versioned data, and which assessment is due when."""
