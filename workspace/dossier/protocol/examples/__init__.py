"""Definitions invented to show what can be written: nobody's protocol, applied by nobody."""
