"""The calendar of a branch: what it holds each month, quarter and year, and when it elects."""
