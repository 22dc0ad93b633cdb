"""The pieces that an organisme asks for, from the asking to the receipt; who owes one is waited for."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from services.requests_tracking.domain.clock import Ask
from services.requests_tracking.domain.dates import day_of
from services.requests_tracking.domain.steps import Piece, PieceNews, Step
from services.requests_tracking.domain.vocabulary import PieceState, StepKind

MISSING = frozenset({PieceState.EXPECTED, PieceState.DEPOSITED})


@dataclass(slots=True)
class Pieces:
    """Folds what the steps say of pieces. `take` returns whether the step says anything new."""

    _by_id: dict[str, Piece] = field(default_factory=dict)

    def take(self, step: Step, time: datetime) -> bool:
        """Fold one step about a piece."""
        handlers: dict[StepKind, Callable[[Step, datetime], bool]] = {
            StepKind.PIECE_EXPECTED: self._ask,
            StepKind.PIECE_DEPOSITED: self._deposit,
            StepKind.PIECE_RETURNED: self._give_back,
            StepKind.PIECE_RECEIVED: self._receive,
            StepKind.PIECE_LOST: self._lose,
        }
        return handlers[step.kind](step, time)

    def all(self) -> tuple[Piece, ...]:
        """In the order in which they were asked for."""
        return tuple(self._by_id.values())

    def missing(self) -> list[Piece]:
        """Those that the organisme does not have."""
        return [piece for piece in self._by_id.values() if piece.state in MISSING]

    def cancel(self, time: datetime) -> None:
        """Nothing more is asked for."""
        for piece in self.missing():
            self._put(replace(piece, state=PieceState.CANCELLED, moved=time))

    def _ask(self, step: Step, time: datetime) -> bool:
        news = step.piece or PieceNews("")
        self._put(Piece(step.piece_id, news, PieceState.EXPECTED, time, moved=time))
        return True

    def _deposit(self, step: Step, time: datetime) -> bool:
        piece = self._by_id.get(step.piece_id)
        if piece is None or piece.state not in MISSING:
            return False
        changed = replace(piece, state=PieceState.DEPOSITED, document_id=step.document_id, deposited=time, moved=time)
        self._put(changed)
        return True

    def _give_back(self, step: Step, time: datetime) -> bool:
        piece = self._by_id.get(step.piece_id)
        if piece is None or piece.state != PieceState.DEPOSITED or piece.document_id != step.document_id:
            return False
        self._put(replace(piece, state=PieceState.EXPECTED, document_id="", deposited=None, moved=time))
        return True

    def _receive(self, step: Step, time: datetime) -> bool:
        piece = self._received_by(step)
        if piece is None:
            # Of what came and was never asked for, the line alone is kept.
            return not step.is_ours and not self._confirmed(step)
        produced = min(filter(None, (piece.produced, piece.deposited, time)))
        self._put(
            replace(
                piece,
                state=PieceState.RECEIVED,
                produced=produced,
                confirmed=not step.is_ours,
                document_id=piece.document_id or step.document_id,
                moved=time,
            )
        )
        return True

    def _received_by(self, step: Step) -> Piece | None:
        if step.is_ours:
            piece = self._by_id.get(step.piece_id)
            return piece if piece and piece.state in MISSING else None
        return next((piece for piece in self.missing() if self._is_about(piece, step)), None)

    def _confirmed(self, step: Step) -> bool:
        """Whether the organisme only says again what the suite's own receipt had told; it is then confirmed."""
        for piece in self._by_id.values():
            if piece.state == PieceState.RECEIVED and not piece.confirmed and self._is_about(piece, step):
                self._put(replace(piece, confirmed=True))
                return True
        return False

    def _lose(self, step: Step, time: datetime) -> bool:
        had = [piece for piece in self._by_id.values() if self._is_about(piece, step)]
        came = [piece for piece in had if piece.state == PieceState.RECEIVED]
        for piece in came[-1:] or had[-1:]:
            self._put(replace(piece, state=PieceState.EXPECTED, lost=True, document_id="", deposited=None, moved=time))
        if not had:
            self._put(
                Piece(step.piece_id, step.piece or PieceNews(""), PieceState.EXPECTED, time, lost=True, moved=time)
            )
        return True

    @staticmethod
    def _is_about(piece: Piece, step: Step) -> bool:
        return step.piece is not None and piece.news.type == step.piece.type

    def _put(self, piece: Piece) -> None:
        self._by_id[piece.piece_id] = piece


def asks_of(pieces: tuple[Piece, ...]) -> tuple[Ask, ...]:
    """The asks that stop the clock. A piece that the organisme lost had been produced: its loss stops nothing."""
    return tuple(
        Ask(day_of(piece.asked), piece.news.due, day_of(piece.produced) if piece.produced else None)
        for piece in pieces
        if piece.produced or not piece.lost
    )
