"""The charter: the partners' agreement as configuration that every instance obeys.

It is ground under all rules: they read from it how many must agree, who decides, and how long
everybody has.
"""
