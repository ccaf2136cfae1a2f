"""What two or more pages share on screen."""
