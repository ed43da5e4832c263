"""发布前检查, the disclosure guard: pure functions from a draft and its context to findings."""
