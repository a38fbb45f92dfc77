"""Pictures: measured, fetched safely, decoded apart, and kept in the sizes that pages need."""
