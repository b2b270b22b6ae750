Include(5)
