"""演练: where the deliveries of a drill end, who takes part, and the report at its end."""
