"""Imports at the desk: begun, planned, watched, taken back, and what they refused mended."""

from . import batch_jobs, imports, plan_jobs, plans, quarantine, refused

__all__ = ["batch_jobs", "imports", "plan_jobs", "plans", "quarantine", "refused"]
