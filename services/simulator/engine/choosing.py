"""Parameters that depend on the person (`rates[zone]`), chosen without a Python step per person.

The core walks the tree of parameters once per person, at each level. Here the distinct branches are walked, and an index says who has which:
on ten thousand households that was three quarters of the time.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.parameters import ParameterNodeAtInstant, VectorialParameterNodeAtInstant

Array = NDArray[Any]


class Chosen(VectorialParameterNodeAtInstant):  # type: ignore[misc]  # the core is not typed
    """A node per person, as the distinct nodes and the index of each person's."""

    def __init__(self, node: Any, distinct: list[Any], index: Array) -> None:
        super().__init__(distinct, node._name, node._instant_str)
        self._index = index

    def __getattr__(self, attribute: str) -> Any:
        return self[attribute]

    def __getitem__(self, key: Any) -> Any:
        """The child of a name, or each person's own child when `key` has one name per person."""
        if isinstance(key, str):
            return _gathered(self, [node[key] for node in self.vector], self._index)
        names, which = _names(key)
        pairs, index = np.unique(self._index * len(names) + which, return_inverse=True)
        return _gathered(self, [self.vector[pair // len(names)][names[pair % len(names)]] for pair in pairs], index)


def choose(node: Any, key: Array) -> Any:
    """`node[key]`, for an array of keys."""
    if "_vectorisable" not in node.__dict__:
        VectorialParameterNodeAtInstant.check_node_vectorisable(node)
        node.__dict__["_vectorisable"] = True
    names, index = _names(key)
    read = VectorialParameterNodeAtInstant._get_appropriate_subnode_function(names[0])
    return _gathered(node, [node[read(node, name)] for name in names], index)


def _gathered(node: Any, distinct: list[Any], index: Array) -> Any:
    if isinstance(distinct[0], ParameterNodeAtInstant):
        return Chosen(node, distinct, index)
    # Of those that somebody has, and no other: the type of the array is that of its values.
    return np.array(distinct)[index]


def _names(key: Any) -> tuple[Any, Array]:
    """The distinct keys that somebody has, and the index of each person's."""
    if isinstance(key, EnumArray):
        ranks, index = np.unique(np.asarray(key), return_inverse=True)
        possible: Any = key.possible_values
        return [str(name) for name in possible.names[ranks]], index
    if isinstance(key[0], Enum):
        members = list(key[0].__class__)
        ranks, index = np.unique(np.fromiter((one.index for one in key), np.intp, len(key)), return_inverse=True)
        return [members[rank].name for rank in ranks], index
    return np.unique(np.asarray(key), return_inverse=True)
