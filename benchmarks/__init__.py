"""How fast Amends is, beside what it is compared with: made by `make bench`, told in docs/performance.md."""
