"""What things cost, each against a named baseline in the same run.

`python -m bench` runs all, `python -m bench cleaning` or `importing` one. Machines are noisy: the
figures are medians of several runs, and only their ratios mean anything on another machine.
"""
