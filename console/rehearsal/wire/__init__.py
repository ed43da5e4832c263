"""The platforms' wire contracts, spoken by the stand-ins; written from the notes on their APIs."""
