"""A letter on paper: one tagged PDF for one message, written by Typst, its address in the window of a DL envelope."""
