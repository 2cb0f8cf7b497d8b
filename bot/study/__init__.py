"""Study tasks: composed, sent to everybody once, and seen who has understood them."""
