"""One function per intention; the workers that go on after the answer."""
