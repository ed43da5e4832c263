"""Every act of duty, one function a verb. All take the open transaction and the time."""
