"""Received and produced documents, each open to those who may read its class."""
