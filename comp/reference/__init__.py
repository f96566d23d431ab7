"""The second engine: recomputes each payee row by row in exact fractions, and explains the result.

It shares only the syntax tree, its desugaring and the calendar with the calculating engine. It must not
import `comp.engine`, nor trade plainness for speed: agreement between the two is worth only what their
independence is.
"""
