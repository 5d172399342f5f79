"""Widgets for notebooks: pictures that can be operated, each shown with one line."""
