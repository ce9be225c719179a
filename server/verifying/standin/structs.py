"""Structs: classes of declared fields, made by keyword, compared by value, unchangeable."""

from collections.abc import Callable
from typing import Any, ClassVar, NoReturn, TypeVar, dataclass_transform


class Meta:
    """What a value must be beyond its type, inside of `Annotated`."""

    def __init__(
        self,
        *,
        ge: int | None = None,
        le: int | None = None,
        min_length: int | None = None,
        max_length: int | None = None,
        pattern: str | None = None,
    ) -> None:
        self.ge = ge
        self.le = le
        self.min_length = min_length
        self.max_length = max_length
        self.pattern = pattern


class Default:
    """A default value, or the function that makes one."""

    def __init__(self, value: Any, factory: Callable[[], Any] | None = None) -> None:
        self._value = value
        self._factory = factory

    def make(self) -> Any:
        """Return the value for one new struct: of a mutable one a copy."""
        if self._factory is not None:
            return self._factory()
        return self._value.copy() if isinstance(self._value, list | dict | set) else self._value


def field(*, default: Any = ..., default_factory: Callable[[], Any] | None = None) -> Any:
    """Declare a field's default."""
    return Default(default, default_factory)


@dataclass_transform(field_specifiers=(field,))
class Struct:
    """Base of the classes that declare fields; options as in msgspec, those that the rules use."""

    __struct_fields__: ClassVar[tuple[str, ...]] = ()
    __struct_defaults__: ClassVar[dict[str, Default]] = {}
    __struct_frozen__: ClassVar[bool] = False
    __struct_keywords__: ClassVar[bool] = False
    __struct_strict__: ClassVar[bool] = False

    def __init_subclass__(
        cls,
        *,
        frozen: bool | None = None,
        kw_only: bool = False,
        forbid_unknown_fields: bool | None = None,
    ) -> None:
        if frozen is not None:
            cls.__struct_frozen__ = frozen
        if forbid_unknown_fields is not None:
            cls.__struct_strict__ = forbid_unknown_fields
        cls.__struct_keywords__ = kw_only
        own = [name for name in vars(cls).get("__annotations__", {}) if _is_field(cls, name)]
        cls.__struct_fields__ = tuple(dict.fromkeys((*cls.__struct_fields__, *own)))
        defaults = dict(cls.__struct_defaults__)
        for name in own:
            if name in vars(cls):
                value = vars(cls)[name]
                defaults[name] = value if isinstance(value, Default) else Default(value)
                delattr(cls, name)
        cls.__struct_defaults__ = defaults

    def __init__(self, *positional: Any, **named: Any) -> None:
        fields = type(self).__struct_fields__
        if positional:
            if type(self).__struct_keywords__ or len(positional) > len(fields):
                raise TypeError("Extra positional arguments provided")
            named.update(zip(fields, positional, strict=False))
        defaults = type(self).__struct_defaults__
        for name in fields:
            if name not in named:
                if name not in defaults:
                    raise TypeError(f"Missing required argument '{name}'")
                named[name] = defaults[name].make()
        if len(named) > len(fields):
            unknown = next(name for name in named if name not in fields)
            raise TypeError(f"Unexpected keyword argument '{unknown}'")
        self.__dict__.update({name: named[name] for name in fields})

    def __setattr__(self, name: str, value: Any) -> None:
        if type(self).__struct_frozen__:
            raise AttributeError(f"immutable type: '{type(self).__name__}'")
        if name not in type(self).__struct_fields__:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        self.__dict__[name] = value

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"immutable type: '{type(self).__name__}'")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        if not type(self).__struct_frozen__:
            raise TypeError(f"unhashable type: '{type(self).__name__}'")
        return hash((type(self), *self.__dict__.values()))

    def __repr__(self) -> str:
        parts = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items())
        return f"{type(self).__name__}({parts})"


Some = TypeVar("Some", bound=Struct)


def replace(struct: Some, /, **changes: Any) -> Some:
    """Return a struct like this one with some fields changed."""
    for name in changes:
        if name not in type(struct).__struct_fields__:
            raise TypeError(f"`{type(struct).__name__}` has no field '{name}'")
    return type(struct)(**{**struct.__dict__, **changes})


def _is_field(cls: type[Struct], name: str) -> bool:
    return "ClassVar" not in str(vars(cls)["__annotations__"][name])
