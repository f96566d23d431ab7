"""The benchmark's plan, worked out by hand in other tools: each file is a script that anybody may improve.

A script takes a folder of facts and a place to write lines to. It must not import the product.
"""
