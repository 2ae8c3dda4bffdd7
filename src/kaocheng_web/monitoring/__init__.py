"""Dual monitoring: results and expenditure during the year, lights, forecasts, warnings."""
