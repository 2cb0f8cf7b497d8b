"""Short quizzes and a person's own progress."""
