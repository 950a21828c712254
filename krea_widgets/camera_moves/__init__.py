"""How a camera moves: as words ask for it, as the frames of a film show it, and the one against the other."""
