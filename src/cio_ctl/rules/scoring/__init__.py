"""Score sheets: points, deductions, caps and grades."""
