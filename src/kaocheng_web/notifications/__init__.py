"""What people should know: in the application and as a daily digest by mail."""
