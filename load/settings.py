"""The settings of the application, with two addresses more: see `load.bare`."""

from kaocheng_web.settings import *  # noqa: F403

ROOT_URLCONF = "load.bare"
