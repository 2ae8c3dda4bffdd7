"""Writers: one module per output. They take results in input order, one by one, and write to a text stream."""
