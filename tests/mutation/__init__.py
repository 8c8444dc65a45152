"""A mutation score of the token's tests: what they notice when one thing in a contract is wrong."""
