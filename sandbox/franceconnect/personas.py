"""The fictional people who can log in: the FranceConnect part of `sandbox/personas/<id>.yaml`.

Unknown keys belong to other players of the sandbox and are ignored.
"""

import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from sandbox.franceconnect.faults import ArmedFault, FaultSetting
from sandbox.franceconnect.levels import Level

FRANCE = "99100"
_BIRTHDATE = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


class PersonasError(Exception):
    """The personas cannot be loaded; the message says which file and why."""


def _as_written(value: Any) -> Any:
    # YAML reads an unquoted 1950-03-02 as a date and an unquoted 1950 as a number.
    return str(value) if value is not None else value


def _presumed(value: str) -> str:
    """The FranceConnect rule: an unknown day or month (absent, or 00) is written 01."""
    match = _BIRTHDATE.match(value)
    if match is None:
        raise ValueError("must be YYYY-MM-DD, or YYYY-MM or YYYY when the rest is not known")
    year, month, day = match.groups()
    known = [part if part not in (None, "00") else "01" for part in (month, day)]
    return "-".join([year, *known])


Birthdate = Annotated[str, BeforeValidator(_as_written), AfterValidator(_presumed)]
Name = Annotated[str, Field(min_length=1)]


class Identity(BaseModel):
    """Civil status as the identity provider holds it. `birthplace`: COG commune code, quoted in YAML."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    given_names: tuple[Name, ...] = Field(min_length=1)
    family_name: Name
    usual_name: Name | None = None
    birthdate: Birthdate
    gender: Literal["female", "male"]
    birthplace: str = Field(default="", pattern=r"^((\d{2}|2[AB])\d{3})?$")
    birthcountry: str = Field(default=FRANCE, pattern=r"^99\d{3}$")
    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+$")

    @model_validator(mode="after")
    def _born_in_france_means_a_commune(self) -> Self:
        if self.birthcountry == FRANCE and not self.birthplace:
            raise ValueError("birthplace is required when birthcountry is 99100 (France)")
        return self


class Connection(BaseModel):
    """`acr`: the highest level this person's identity providers can vouch for."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    acr: Level = Level.EIDAS1
    faults: tuple[FaultSetting, ...] = ()


class Persona(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = Field(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$")
    title: str = Field(min_length=1)
    identity: Identity
    franceconnect: Connection = Connection()

    @property
    def display_name(self) -> str:
        return f"{self.identity.given_names[0]} {self.identity.usual_name or self.identity.family_name}"

    def armed_faults(self) -> tuple[ArmedFault, ...]:
        return tuple(ArmedFault(each.fault, each.mode, self.id) for each in self.franceconnect.faults)


def load(directory: Path) -> dict[str, Persona]:
    """Every persona of `directory`, by id, in the order of the file names. Raises PersonasError."""
    files = sorted(directory.glob("*.yaml"))
    if not files:
        raise PersonasError(f"no persona (*.yaml) in {directory}")
    personas = [_read(file) for file in files]
    return {persona.id: persona for persona in personas}


def _read(file: Path) -> Persona:
    try:
        persona = Persona.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except yaml.YAMLError as error:
        raise PersonasError(f"{file.name}: not readable as YAML: {error}") from error
    except ValidationError as error:
        raise PersonasError(f"{file.name}: {error}") from error
    if persona.id != file.stem:
        raise PersonasError(f"{file.name}: id is {persona.id!r}, it must be the name of the file")
    return persona
