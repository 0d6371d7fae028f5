"""Appointments of a child, inside the network and outside, on the clock of the place where they are kept."""
