"""Accounts, sign-in and sessions: who somebody is, never what they may open."""
