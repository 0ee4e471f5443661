"""The layers around the framework, one file for each concern; `qa.api.app` puts them in their order."""
