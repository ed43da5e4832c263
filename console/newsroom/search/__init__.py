"""站内搜索: a read-only SQLite file beside the public tree, in bigrams of our own.

SQLite's trigram tokenizer finds nothing for two characters, and two characters are what people
type (火灾, 诈骗). The index holds public words only; losing it loses nothing: it is made again.
"""
