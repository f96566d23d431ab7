"""Writes drawn plans as text, as people write them, so that parsing and desugaring are reached too."""
