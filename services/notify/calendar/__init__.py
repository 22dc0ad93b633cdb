"""The dated rules of the calendar, as data: where they come from, when they were last checked, how sure they are."""
