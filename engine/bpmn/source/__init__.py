"""From XML to elements, with findings in the words of a process owner."""
