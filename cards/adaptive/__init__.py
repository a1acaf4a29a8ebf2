"""Adaptive Cards for Microsoft Teams out, what their actions send in. Never sends."""
