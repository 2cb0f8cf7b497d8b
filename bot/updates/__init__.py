"""What comes in: updates stored before they are acknowledged, handled in order, answered once."""
