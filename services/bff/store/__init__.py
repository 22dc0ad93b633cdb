"""What the edge keeps: its sessions, and nothing else."""
