"""What must hold between the files of a package; one file per kind of question."""
