"""Drawn programs and hostile facts on which both engines must agree: the engines' own trial, at scale.

A seed draws a program as text and facts for it; both engines value it, and every line is compared. What
differs is made small and kept as a file that can be replayed. It must not mend what it finds, nor say which
engine is right.
"""
