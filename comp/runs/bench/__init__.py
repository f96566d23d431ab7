"""The benchmark: made-up deals, a plan of every common part, and the same work done by hand in other tools.

It must not take a shortcut that `comp run` does not take, and says of every ratio what its clock covers.
"""
