"""From a prompt to camera moves, from these to frames, from frames to an MP4."""
