"""A whole system from one configuration: governance, token, limits, reserve feed; its manifest; and verifying it."""
