"""What a loan costs a year: one solver, three published definitions (China, the European Union, the United States)."""
