"""Reviews with substance: what is compared, and what the records give."""
