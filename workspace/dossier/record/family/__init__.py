"""The people around a child: who they are, what restricts them, brothers and sisters."""
