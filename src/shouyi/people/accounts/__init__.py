"""Who signs in: the account model, and sign-in and sign-out by password."""
