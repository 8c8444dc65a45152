"""The off-chain half of a stablecoin: orders, banks, the reserve and who attests it."""
