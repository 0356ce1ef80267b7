"""What is kept: the tables, their migrations, the one writer and a small repository per noun."""
