"""`temoin demo`: a service to look at: a ready site, sample history, a page full of tags."""
