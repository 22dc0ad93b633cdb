"""A simulation on paper: one tagged PDF, written by Typst from the same view as the screen."""
