"""One file per command; `course.cli` reads the arguments and calls its `main(options)`."""
