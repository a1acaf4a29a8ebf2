"""Where settings are read from: the environment and the settings file, with faults in words of our own."""

import os
import tomllib
from pathlib import Path
from typing import Any, Final

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource

from adapters.entrypoints.configuration.faults import SettingsWrong, broken_file, decoded, unreadable_file

FILE_VARIABLE: Final = "TICKETBOT_FILE"
DEFAULT_FILE: Final = "ticketbot.toml"


class EnvironmentSource(EnvSettingsSource):
    """The environment; JSON only where a list or table is written, so that a password of digits stays text."""

    def decode_complex_value(self, field_name: str, field: FieldInfo, value: Any) -> Any:
        """Lists and tables as such, everything else as it stands: the settings then say what is wrong with it."""
        return decoded(value) if isinstance(value, str) else value


class FileSource(PydanticBaseSettingsSource):
    """The settings file, read once. Raises: SettingsWrong (no TOML, not readable, named but not there)."""

    def __init__(self, settings_cls: type[BaseSettings]) -> None:
        super().__init__(settings_cls)
        self._values = read_file()

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """One section of the file."""
        return self._values.get(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        """Everything in the file, unknown names too: the settings refuse those by name."""
        return self._values


def read_file() -> dict[str, Any]:
    """The settings file's content; empty where there is none and none was named."""
    named = os.environ.get(FILE_VARIABLE)
    file = Path(named or DEFAULT_FILE)
    if not named and not file.exists():
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise broken_file(file, str(error)) from error
    except FileNotFoundError as error:
        raise SettingsWrong([f"{FILE_VARIABLE} names {file}, which does not exist."]) from error
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable_file(file, error) from error
