"""How fast Nachklang is, next to what others would use: `python -m benchmarks [NAME…]`.

*case*: one piece of work, of a known amount. *contestant*: one way to do it: *ours*, a *peer* (other software
that does that work, or part of it, as its note says), or a *limit* (the least that any software has to do).
*ratio*: a contestant's median time divided by ours in the same run, so 2 means that ours takes half as long.
"""
