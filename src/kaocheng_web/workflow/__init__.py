"""Moving objects through the state machines of `kaocheng.lifecycle`."""
