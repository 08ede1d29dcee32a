"""`temoin demo`: a service to look at, with a ready site, sample history and a page full of tags."""
