"""What lets the house speak through a platform's account: keys of applications, authorisations.

They are sealed (``people.sealing``), entered and tested in the console, never shown again and never
logged. The audit says who entered or removed them, not what they are.
"""
