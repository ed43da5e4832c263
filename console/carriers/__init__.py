"""How notices reach people who do not have the console open: robots in the bureau's chats, mail,
and a gateway for text messages and calls.

What leaves says that something waits, its number and where to look; never a word of a release. It
is written as a row beside the notice, grouped, and sent by the dispatcher's process: no web request
and no transaction waits for somebody else's server.
"""
