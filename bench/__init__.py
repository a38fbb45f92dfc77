"""What things cost, each against a named baseline in the same run.

`python -m bench` runs all, `python -m bench cleaning` or `importing` one. Machines are noisy: the
figures are medians of several runs, and only their ratios mean anything on another machine.

`importing` starts a process (job.py) for each measurement, on the files of corpus.py, with a fresh
database (databases.py), and puts our import beside the least that any importer must do (floor.py).
`reading` makes an archive of any size (archive.py), asks for its pages (visits.py), and puts them
beside a view that does the least (bare.py, questions.py) and nginx beside itself (servers.py).
"""
