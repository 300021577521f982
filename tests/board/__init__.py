"""The domain: values and now in, new values and facts out."""
