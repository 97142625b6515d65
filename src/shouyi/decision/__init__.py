"""What is decided: cases that people open and people answer; later lending, exposure, assistance."""
