"""The one gateway for what leaves the house: a notice says that something waits, and nothing else."""
