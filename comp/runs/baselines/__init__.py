"""The benchmark's plan, worked out by hand in other tools: each file is a script that anybody may improve.

`calling.py` says how a script is called and what it tells. None may import the product.
"""
