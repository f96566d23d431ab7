"""What finance takes away: payroll files, accruals, capitalised costs, journals and currency conversion.

It renders results that exist. It must not calculate pay or change a line: its totals are the lines' totals.
"""
