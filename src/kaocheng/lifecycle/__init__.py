"""The yearly cycle without a database: roles, state machines, paces and forecasts, samples, opinions.

What the web application stores and moves is decided here, in pure functions over plain values and tables of data.
"""

from kaocheng.lifecycle.machine import Machine, State, Transition, all_machines, diagram, load_machine
from kaocheng.lifecycle.roles import ROLES, Role

__all__ = ["ROLES", "Machine", "Role", "State", "Transition", "all_machines", "diagram", "load_machine"]
