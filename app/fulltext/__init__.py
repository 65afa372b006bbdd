"""The full-text index: a folder beside the database, made of it, and made again whenever it is lost.

documents (what it holds), queries, folder (generations and the lock), index (states of it, reading and
writing).
"""
