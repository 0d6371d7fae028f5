"""Files brought in from a browser: received, checked by the worker, confirmed, written by the worker, forgotten."""
