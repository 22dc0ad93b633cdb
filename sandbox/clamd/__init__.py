"""An antivirus for `make run`: the real clamd, where it is installed, with one signature of our own."""
