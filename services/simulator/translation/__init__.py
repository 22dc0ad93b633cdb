"""From a household in the words of a form to the columns of the law as code, and back: entities, periods, notions of income, all in one place."""
