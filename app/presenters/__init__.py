"""Presenters turn values of the catalog into a format, one file a format; `registry` says who has which."""
