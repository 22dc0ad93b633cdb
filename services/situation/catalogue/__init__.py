"""The rules of the field as data: which facts exist, who may receive which of their fields, and by which article."""
