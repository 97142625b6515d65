"""What has happened in the demonstration: lived through by the same front doors that pages use, before it is opened."""
