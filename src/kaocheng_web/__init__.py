"""The web application: a county runs its performance year in Kaocheng.

All domain logic is in the library `kaocheng`; this package stores, shows and moves. Each application has one public
module, `services.py` (changes things; the acting person first, one transaction, one event) and, where needed,
`selectors.py` (reads; the person first). Views, API and commands call these two and stay thin.
"""
