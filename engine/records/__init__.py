"""What happens to the records of a case after its time: classes, holds, erasure, certificates."""
