"""What is waiting for whoever is signed in; search; help."""
