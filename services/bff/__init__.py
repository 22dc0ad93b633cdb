"""The edge: the one door of the suite for browsers and mobile applications. It composes and shows; it decides nothing about rights."""
