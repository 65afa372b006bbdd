"""The layers around the application: log, response cache, and what every response has."""
