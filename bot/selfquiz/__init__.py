"""What a person does for themself: five questions at a time, and how far they have got."""
