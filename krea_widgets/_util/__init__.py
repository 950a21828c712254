"""Small functions that every other module can use; they import the standard library only."""
