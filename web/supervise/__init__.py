"""What supervisors see: who asks for help, what is at risk, who has how much to do, what failed."""
