"""The last stage of the river, for people: the Django project, its settings, its components, one app a visitor."""
