"""From tree to closures, and what a running evaluation keeps."""
