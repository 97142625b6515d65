"""What is attested about a person beside trade: certificates, checks, training, repayments, leave; one fact each."""
