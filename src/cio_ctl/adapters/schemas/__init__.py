"""JSON Schemas: what records look like."""
