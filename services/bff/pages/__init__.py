"""The portal: the same views as the JSON, rendered as HTML that works without a script."""
