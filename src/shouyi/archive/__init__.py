"""What can be asked: one file a person. What entries commit is opened here, shown field by field, exported, erased."""
