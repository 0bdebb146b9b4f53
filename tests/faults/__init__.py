"""What a process that ends, a disk that is full, a store that is gone and a clock that is put back cost whoever is being served."""
