"""Load: what the server costs, measured on live processes; off unless asked for by name."""
