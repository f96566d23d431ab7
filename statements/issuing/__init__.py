"""Everybody's statements of a run: drawn by several processes, resumed, indexed.

Nothing is loaded here, so that a process that draws can first say how many threads it may use.
"""
