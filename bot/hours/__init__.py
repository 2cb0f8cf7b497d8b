"""Study hours: credited for what was studied, corrected with a reason, filed once a year."""
