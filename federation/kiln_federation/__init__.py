"""Kiln's ServerApp for Flower: readers learn one head together, and their pictures stay with them."""
