"""What people near a child observe, the days that mark a life, and the attempts to reach a family."""
