"""Work for later, written down in the transaction that asks for it and done by the worker process.

pgqueuer keeps the queue in PostgreSQL. What is here adds our rules: only identifiers in a job, one run in
effect, another try after a failure, and a list of what was given up.
"""
